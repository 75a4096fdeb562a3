package dev.millrace.benchmarks;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.average;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.max;
import static dev.millrace.api.aggregate.Aggregates.min;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.connector.Generator;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.WindowResult;
import dev.millrace.engine.EmbeddedRuntime;
import java.time.Duration;

/**
 * The query of {@link TumblingQuery} by the name of the auction.
 *
 * @param bids the input
 */
record NamedTumblingQuery(NamedBids bids) implements Query {

    @Override
    public Answer byHand(boolean isFused, long records) throws Exception {
        Records<NamedBid> input = isFused ? new Records.Fused<>(bids) : new Records.Objects<>(bids);
        return HandNamedTumbling.run(input, records);
    }

    @Override
    public Answer byMillrace(EmbeddedRuntime runtime, long records) throws Exception {
        ChecksumSink<WindowResult<String, Stats>> sink = new ChecksumSink<>(result ->
                result.value().hash(result.key().hashCode(), result.start().toEpochMilli()));
        Pipeline pipeline = Pipeline.named("named tumbling");
        pipeline.read("bids", Generator.of(bids).limit(records).eventTimeMillis(NamedBid::timestamp))
                .keyBy(NamedBid::auction)
                .window(tumbling(Duration.ofSeconds(10)))
                .aggregate(
                        "prices",
                        allOf(
                                count(),
                                sum(NamedBid::price),
                                average(NamedBid::price),
                                min(NamedBid::price),
                                max(NamedBid::price),
                                Stats::new))
                .write("answer", sink);
        try (Job job = runtime.start(pipeline)) {
            job.await();
        }
        return sink.answer();
    }
}
