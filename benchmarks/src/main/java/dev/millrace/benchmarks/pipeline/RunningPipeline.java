package dev.millrace.benchmarks.pipeline;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.max;
import static dev.millrace.api.aggregate.Aggregates.sum;

import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.table.Change;
import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.Bids;
import dev.millrace.benchmarks.query.Hashes;
import java.util.function.Supplier;

/**
 * Count, sum and greatest price of each auction so far. One split, because an update depends on the order of all bids of its
 * auction.
 *
 * @param bids the input
 */
record RunningPipeline(Bids bids) implements Definition {

    /** The aggregates of one auction. */
    record Totals(long count, long sum, long max) {}

    @Override
    public Supplier<Answer> define(Pipeline pipeline, long records) {
        ChecksumSink<Change<Long, Totals>> sink = new ChecksumSink<>(RunningPipeline::hash);
        WindowPipeline.read(pipeline, Definitions.generator(bids, 1, records), bids.boundMillis())
                .keyBy(Bid::auction)
                .aggregate("prices", allOf(count(), sum(Bid::price), max(Bid::price), Totals::new))
                .changes()
                .write("answer", sink);
        return sink::answer;
    }

    private static long hash(Change<Long, Totals> change) {
        Totals totals = change.value();
        return Hashes.ofUpdate(change.key(), totals.count(), totals.sum(), totals.max());
    }
}
