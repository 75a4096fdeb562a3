package dev.millrace.benchmarks;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.average;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.max;
import static dev.millrace.api.aggregate.Aggregates.min;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.connector.Generator;
import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.Push;
import dev.millrace.api.connector.Source;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.window.WindowResult;
import dev.millrace.engine.CallersThreadJob;
import dev.millrace.engine.EmbeddedRuntime;
import java.time.Duration;

/**
 * Five aggregates of the price by auction in windows of 10 seconds.
 *
 * @param bids the input
 * @param boundMillis how far out of order the input may be
 * @param isPushed whether the program pushes each bid on its own thread, instead of a source that workers read
 */
record TumblingQuery(Bids bids, long boundMillis, boolean isPushed) implements Query {

    @Override
    public Answer byHand(boolean isFused, long records) throws Exception {
        Records<Bid> input = isFused ? new Records.Fused<>(bids) : new Records.Objects<>(bids);
        return HandTumbling.run(input, records, boundMillis);
    }

    @Override
    public Answer byMillrace(EmbeddedRuntime runtime, long records) throws Exception {
        return isPushed ? push(runtime, records) : read(runtime, records);
    }

    private Answer read(EmbeddedRuntime runtime, long records) throws InterruptedException {
        Pipeline pipeline = Pipeline.named("tumbling");
        ChecksumSink<WindowResult<Long, Stats>> sink = sink();
        write(read(pipeline, Generator.of(bids).limit(records)), sink);
        try (Job job = runtime.start(pipeline)) {
            job.await();
        }
        return sink.answer();
    }

    private Answer push(EmbeddedRuntime runtime, long records) throws Exception {
        ChecksumSink<WindowResult<Long, Stats>> sink = sink();
        try (Pushed pushed = open(runtime, sink)) {
            Ingress<Bid> ingress = pushed.ingress();
            for (long i = 0; i < records; i++) {
                ingress.put(bids.apply(i));
            }
        }
        return sink.answer();
    }

    /** A job on the caller's thread, and the way into it. */
    record Pushed(CallersThreadJob job, Ingress<Bid> ingress) implements AutoCloseable {

        @Override
        public void close() {
            ingress.close();
            job.await();
        }
    }

    Pushed open(EmbeddedRuntime runtime, ChecksumSink<WindowResult<Long, Stats>> sink) {
        Pipeline pipeline = Pipeline.named("pushed tumbling");
        Stream<Bid> stream = read(pipeline, Push.of(Bid.class));
        write(stream, sink);
        CallersThreadJob job = runtime.startOnCallersThread(pipeline);
        return new Pushed(job, job.ingress(stream));
    }

    static ChecksumSink<WindowResult<Long, Stats>> sink() {
        return new ChecksumSink<>(
                result -> result.value().hash(result.key(), result.start().toEpochMilli()));
    }

    private Stream<Bid> read(Pipeline pipeline, Source<Bid> source) {
        return pipeline.read(
                "bids", source.eventTimeMillis(Bid::timestamp).outOfOrderBy(Duration.ofMillis(boundMillis)));
    }

    private static void write(Stream<Bid> stream, ChecksumSink<WindowResult<Long, Stats>> sink) {
        stream.keyBy(Bid::auction)
                .window(tumbling(Duration.ofSeconds(10)))
                .aggregate(
                        "prices",
                        allOf(
                                count(),
                                sum(Bid::price),
                                average(Bid::price),
                                min(Bid::price),
                                max(Bid::price),
                                Stats::new))
                .write("answer", sink);
    }
}
