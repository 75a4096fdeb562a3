package dev.millrace.benchmarks.pipeline;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.aggregate.Aggregates.sumDouble;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.Push;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.function.ThrowingPredicate;
import dev.millrace.api.function.ThrowingToDouble;
import dev.millrace.api.function.ThrowingToLong;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.Bids;
import dev.millrace.benchmarks.query.Queries;
import dev.millrace.engine.EmbeddedRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Twenty other pipelines in the process: each has had its share of bids, and is still alive, waiting for more, while the
 * query is measured. Each has functions of its own, so a loop that all of them share has learned to expect any function. The
 * hand-written side has no such neighbours.
 */
final class Crowd implements AutoCloseable {

    private static final long RECORDS_EACH = 300_000;

    private final List<Job> jobs = new ArrayList<>();

    Crowd(EmbeddedRuntime runtime) throws InterruptedException {
        Bids bids = Queries.named("tumbling").bids();
        for (Neighbour neighbour : neighbours()) {
            Pipeline pipeline = Pipeline.named("neighbour");
            Stream<Bid> stream = neighbour.describe(pipeline);
            Job job = runtime.start(pipeline);
            jobs.add(job);
            push(bids, job.ingress(stream));
        }
    }

    private static void push(Bids bids, Ingress<Bid> ingress) throws InterruptedException {
        for (long i = 0; i < RECORDS_EACH; i++) {
            long unused = ingress.put(bids.apply(i));
        }
        while (ingress.remaining() < ingress.capacity()) {
            Thread.onSpinWait();
        }
    }

    /** Leaves the ingresses open: the jobs are cancelled, they have nothing to say. */
    @Override
    public void close() {
        jobs.forEach(Job::cancel);
    }

    /** The functions of one pipeline; each lambda below is a class of its own. */
    private record Neighbour(
            ThrowingToLong<Bid> time,
            ThrowingPredicate<Bid> filter,
            ThrowingFunction<Bid, Bid> map,
            ThrowingFunction<Bid, Long> key,
            ThrowingToLong<Bid> number,
            ThrowingToDouble<Bid> real) {

        Stream<Bid> describe(Pipeline pipeline) {
            Stream<Bid> stream = pipeline.read("bids", Push.of(Bid.class).eventTimeMillis(time));
            stream.filter(filter)
                    .map(map)
                    .keyBy(key)
                    .window(tumbling(Duration.ofMillis(100)))
                    .aggregate("sums", allOf(sum(number), sumDouble(real), (a, b) -> a + b))
                    .write(
                            "nowhere",
                            new ChecksumSink<>(result -> result.value().hashCode()));
            return stream;
        }
    }

    private static List<Neighbour> neighbours() {
        return List.of(
                new Neighbour(
                        b -> b.timestamp() + 0,
                        b -> b.price() % 3 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 1, b.timestamp()),
                        b -> b.auction() % 100,
                        b -> b.price() + 1,
                        b -> b.price() * 0.10),
                new Neighbour(
                        b -> b.timestamp() + 1,
                        b -> b.bidder() % 5 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 2, b.timestamp()),
                        b -> b.bidder() % 1_000,
                        b -> b.price() + 2,
                        b -> b.price() * 0.11),
                new Neighbour(
                        b -> b.timestamp() + 2,
                        b -> b.auction() % 7 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 3, b.timestamp()),
                        b -> b.auction() % 300,
                        b -> b.price() + 3,
                        b -> b.price() * 0.12),
                new Neighbour(
                        b -> b.timestamp() + 3,
                        b -> b.price() % 11 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 4, b.timestamp()),
                        b -> b.auction() + b.bidder() % 3,
                        b -> b.price() + 4,
                        b -> b.price() * 0.13),
                new Neighbour(
                        b -> b.timestamp() + 4,
                        b -> b.bidder() % 13 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 5, b.timestamp()),
                        b -> b.price() % 2_000,
                        b -> b.price() + 5,
                        b -> b.price() * 0.14),
                new Neighbour(
                        b -> b.timestamp() + 5,
                        b -> b.auction() % 17 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 6, b.timestamp()),
                        b -> (b.price() + 5) % 600,
                        b -> b.price() + 6,
                        b -> b.price() * 0.15),
                new Neighbour(
                        b -> b.timestamp() + 6,
                        b -> b.price() % 19 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 7, b.timestamp()),
                        b -> (b.auction() + 6) % 700,
                        b -> b.price() + 7,
                        b -> b.price() * 0.16),
                new Neighbour(
                        b -> b.timestamp() + 7,
                        b -> b.bidder() % 23 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 8, b.timestamp()),
                        b -> (b.bidder() + 7) % 800,
                        b -> b.price() + 8,
                        b -> b.price() * 0.17),
                new Neighbour(
                        b -> b.timestamp() + 8,
                        b -> b.auction() % 29 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 9, b.timestamp()),
                        b -> (b.price() + 8) % 900,
                        b -> b.price() + 9,
                        b -> b.price() * 0.18),
                new Neighbour(
                        b -> b.timestamp() + 9,
                        b -> b.price() % 31 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 10, b.timestamp()),
                        b -> (b.auction() + 9) % 1000,
                        b -> b.price() + 10,
                        b -> b.price() * 0.19),
                new Neighbour(
                        b -> b.timestamp() + 10,
                        b -> b.bidder() % 37 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 11, b.timestamp()),
                        b -> (b.bidder() + 10) % 1100,
                        b -> b.price() + 11,
                        b -> b.price() * 0.20),
                new Neighbour(
                        b -> b.timestamp() + 11,
                        b -> b.auction() % 41 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 12, b.timestamp()),
                        b -> (b.price() + 11) % 1200,
                        b -> b.price() + 12,
                        b -> b.price() * 0.21),
                new Neighbour(
                        b -> b.timestamp() + 12,
                        b -> b.price() % 43 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 13, b.timestamp()),
                        b -> (b.auction() + 12) % 1300,
                        b -> b.price() + 13,
                        b -> b.price() * 0.22),
                new Neighbour(
                        b -> b.timestamp() + 13,
                        b -> b.bidder() % 47 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 14, b.timestamp()),
                        b -> (b.bidder() + 13) % 1400,
                        b -> b.price() + 14,
                        b -> b.price() * 0.23),
                new Neighbour(
                        b -> b.timestamp() + 14,
                        b -> b.auction() % 53 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 15, b.timestamp()),
                        b -> (b.price() + 14) % 1500,
                        b -> b.price() + 15,
                        b -> b.price() * 0.24),
                new Neighbour(
                        b -> b.timestamp() + 15,
                        b -> b.price() % 59 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 16, b.timestamp()),
                        b -> (b.auction() + 15) % 1600,
                        b -> b.price() + 16,
                        b -> b.price() * 0.25),
                new Neighbour(
                        b -> b.timestamp() + 16,
                        b -> b.bidder() % 61 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 17, b.timestamp()),
                        b -> (b.bidder() + 16) % 1700,
                        b -> b.price() + 17,
                        b -> b.price() * 0.26),
                new Neighbour(
                        b -> b.timestamp() + 17,
                        b -> b.auction() % 67 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 18, b.timestamp()),
                        b -> (b.price() + 17) % 1800,
                        b -> b.price() + 18,
                        b -> b.price() * 0.27),
                new Neighbour(
                        b -> b.timestamp() + 18,
                        b -> b.price() % 71 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 19, b.timestamp()),
                        b -> (b.auction() + 18) % 1900,
                        b -> b.price() + 19,
                        b -> b.price() * 0.28),
                new Neighbour(
                        b -> b.timestamp() + 19,
                        b -> b.bidder() % 73 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 20, b.timestamp()),
                        b -> (b.bidder() + 19) % 2000,
                        b -> b.price() + 20,
                        b -> b.price() * 0.29));
    }
}
