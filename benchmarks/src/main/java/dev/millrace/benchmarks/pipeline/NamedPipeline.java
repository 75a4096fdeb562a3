package dev.millrace.benchmarks.pipeline;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.average;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.max;
import static dev.millrace.api.aggregate.Aggregates.min;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.connector.Generator;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.WindowResult;
import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.NamedBid;
import dev.millrace.benchmarks.query.NamedBids;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * The tumbling query by the name of the auction.
 *
 * @param bids the input
 * @param splits of the input
 */
record NamedPipeline(NamedBids bids, int splits) implements Definition {

    @Override
    public Supplier<Answer> define(Pipeline pipeline, long records) {
        ChecksumSink<WindowResult<String, Stats>> sink = new ChecksumSink<>(result ->
                result.value().hash(result.key().hashCode(), result.start().toEpochMilli()));
        pipeline.read("bids", Generator.of(bids).limit(records).splits(splits).eventTimeMillis(NamedBid::timestamp))
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
        return sink::answer;
    }
}
