package dev.millrace.benchmarks.pipeline;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.average;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.max;
import static dev.millrace.api.aggregate.Aggregates.min;
import static dev.millrace.api.aggregate.Aggregates.sum;

import dev.millrace.api.connector.Source;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.WindowedResults;
import dev.millrace.api.window.WindowResult;
import dev.millrace.api.window.WindowSpec;
import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.Bids;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Five aggregates of the price by auction in windows.
 *
 * @param bids the input
 * @param splits of the input
 * @param window kind and size
 * @param hash of a result
 */
record WindowPipeline(Bids bids, int splits, WindowSpec<Object> window, ResultHash hash) implements Definition {

    /** The hash of a result. */
    @FunctionalInterface
    interface ResultHash {

        /** Of the aggregates of one window of one key. */
        long of(Stats stats, long key, long windowStart);
    }

    @Override
    public Supplier<Answer> define(Pipeline pipeline, long records) {
        ChecksumSink<WindowResult<Long, Stats>> sink = sink(hash);
        Stream<Bid> stream = read(pipeline, Definitions.generator(bids, splits, records), bids.boundMillis());
        aggregate(stream, window).write("answer", sink);
        return sink::answer;
    }

    static ChecksumSink<WindowResult<Long, Stats>> sink(ResultHash hash) {
        return new ChecksumSink<>(
                result -> hash.of(result.value(), result.key(), result.start().toEpochMilli()));
    }

    static Stream<Bid> read(Pipeline pipeline, Source<Bid> source, long boundMillis) {
        return pipeline.read(
                "bids", source.eventTimeMillis(Bid::timestamp).outOfOrderBy(Duration.ofMillis(boundMillis)));
    }

    static WindowedResults<Bid, Long, Stats> aggregate(Stream<Bid> stream, WindowSpec<Object> window) {
        return stream.keyBy(Bid::auction)
                .window(window)
                .aggregate(
                        "prices",
                        allOf(
                                count(),
                                sum(Bid::price),
                                average(Bid::price),
                                min(Bid::price),
                                max(Bid::price),
                                Stats::new));
    }
}
