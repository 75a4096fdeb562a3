package dev.millrace.examples.guide;

import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.PublisherSink;
import dev.millrace.api.connector.Push;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.TimedSource;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Guarantee;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.engine.EmbeddedRuntime;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Flow;

/** The code of the page about sources and sinks, as far as it is about what a program pushes. */
final class IngressSnippets {

    private IngressSnippets() {}

    record Bid(long auction, long price, Instant time) {}

    static void journal(EmbeddedRuntime runtime, Sink<Bid> sink) throws InterruptedException {
        // snippet: journal
        Pipeline pipeline = Pipeline.named("bids");
        Stream<Bid> bids = pipeline.read(
                "bids", Push.of(Bid.class).journal(Path.of("state/bids")).eventTime(Bid::time));
        bids.write("out", sink);

        Checkpoints checkpoints = Checkpoints.in(Path.of("state/job")).require(Guarantee.EXACTLY_ONCE);
        try (Job job = runtime.start(pipeline, checkpoints)) {
            Ingress<Bid> in = job.ingress(bids);
            long number = in.put(new Bid(7, 100, Instant.now())); // on the disk when put returns
            System.out.println(in.durableThrough() >= number); // true
        }
        // end
    }

    static TimedSource<Bid> spill() {
        // snippet: spill
        TimedSource<Bid> source = Push.of(Bid.class)
                .capacity(10_000)
                .spillTo(Path.of("spill/bids"))
                .bytesMax(256L << 20)
                .blockAtMost(Duration.ofSeconds(5)) // when that is full, too
                .eventTime(Bid::time);
        // end
        return source;
    }

    static void flow(Flow.Publisher<Bid> publisher, Flow.Subscriber<Bid> subscriber, Job job, Stream<Bid> bids) {
        // snippet: flow
        PublisherSink<Bid> results = new PublisherSink<>();
        bids.filter(bid -> bid.price() > 10).write("results", results);

        results.subscribe(subscriber);
        publisher.subscribe(job.ingress(bids).subscriber()); // when the job runs
        // end
    }

    static void rates(Source<Bid> source, Sink<Bid> sink, Pipeline pipeline) {
        // snippet: rates
        pipeline.read("bids", source.rateLimit(1_000).eventTime(Bid::time)).write("out", sink.rateLimit(50));
        // end
    }
}
