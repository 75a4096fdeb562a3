package dev.millrace.benchmarks;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.aggregate.Aggregates.sumDouble;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.connector.Generator;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.function.ThrowingPredicate;
import dev.millrace.api.function.ThrowingToDouble;
import dev.millrace.api.function.ThrowingToLong;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.EmbeddedRuntime;
import java.time.Duration;
import java.util.List;

/**
 * A query in a process that has run other pipelines. Each of those has functions of its own, so a loop that all of them
 * share has learned to expect any function. The hand-written side has no such neighbours.
 */
final class CrowdedQuery implements Query {

    private static final long RECORDS_EACH = 300_000;

    private final Query query;
    private boolean isCrowded;

    CrowdedQuery(Query query) {
        this.query = query;
    }

    /** The functions of one pipeline; each lambda below is a class of its own. */
    private record Neighbour(
            ThrowingToLong<Bid> time,
            ThrowingPredicate<Bid> filter,
            ThrowingFunction<Bid, Bid> map,
            ThrowingFunction<Bid, Long> key,
            ThrowingToLong<Bid> number,
            ThrowingToDouble<Bid> real) {}

    private static List<Neighbour> neighbours() {
        return List.of(
                new Neighbour(
                        b -> b.timestamp(),
                        b -> b.price() % 3 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 1, b.timestamp()),
                        b -> b.auction() % 100,
                        b -> b.price() + 1,
                        b -> b.price() * 0.5),
                new Neighbour(
                        b -> b.timestamp() + 1,
                        b -> b.bidder() % 5 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 2, b.timestamp()),
                        b -> b.bidder() % 1_000,
                        b -> b.price() + 2,
                        b -> b.price() * 0.6),
                new Neighbour(
                        b -> b.timestamp() + 2,
                        b -> b.auction() % 7 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 3, b.timestamp()),
                        b -> b.auction() % 300,
                        b -> b.price() + 3,
                        b -> b.price() * 0.7),
                new Neighbour(
                        b -> b.timestamp() + 3,
                        b -> b.price() % 11 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 4, b.timestamp()),
                        b -> b.auction() + b.bidder() % 3,
                        b -> b.price() + 4,
                        b -> b.price() * 0.8),
                new Neighbour(
                        b -> b.timestamp() + 4,
                        b -> b.price() % 13 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 5, b.timestamp()),
                        b -> b.price() % 2_000,
                        b -> b.price() + 5,
                        b -> b.price() * 0.9),
                new Neighbour(
                        b -> b.timestamp() + 5,
                        b -> b.price() % 17 != 0,
                        b -> new Bid(b.auction(), b.bidder(), b.price() + 6, b.timestamp()),
                        b -> b.auction() / 2,
                        b -> b.price() + 6,
                        b -> b.price() * 1.1));
    }

    @Override
    public Answer byHand(boolean isFused, long records) throws Exception {
        return query.byHand(isFused, records);
    }

    @Override
    public Answer byMillrace(EmbeddedRuntime runtime, long records) throws Exception {
        if (!isCrowded) {
            isCrowded = true;
            for (int round = 0; round < 2; round++) {
                for (Neighbour neighbour : neighbours()) {
                    run(runtime, neighbour);
                }
            }
        }
        return query.byMillrace(runtime, records);
    }

    private static void run(EmbeddedRuntime runtime, Neighbour neighbour) throws InterruptedException {
        Pipeline pipeline = Pipeline.named("neighbour");
        pipeline.read(
                        "bids",
                        Generator.of(Bids.uniform(1_000, 0)).limit(RECORDS_EACH).eventTimeMillis(neighbour.time()))
                .filter(neighbour.filter())
                .map(neighbour.map())
                .keyBy(neighbour.key())
                .window(tumbling(Duration.ofMillis(100)))
                .aggregate("sums", allOf(sum(neighbour.number()), sumDouble(neighbour.real()), (a, b) -> a + b))
                .write("nowhere", new ChecksumSink<>(result -> result.value().hashCode()));
        try (Job job = runtime.start(pipeline)) {
            job.await();
        }
    }
}
