package dev.millrace.benchmarks.pipeline;

import dev.millrace.api.connector.Generator;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.window.Windows;
import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.Bids;
import dev.millrace.benchmarks.query.Match;
import dev.millrace.benchmarks.query.Operation;
import dev.millrace.benchmarks.query.Reserve;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Bids with reserve prices of the same auction.
 *
 * @param bids the left input
 * @param splits of either input
 * @param join which of them meet, and the right input
 */
record JoinPipeline(Bids bids, int splits, Operation.Join join) implements Definition {

    @Override
    public Supplier<Answer> define(Pipeline pipeline, long records) {
        ChecksumSink<Match> sink = new ChecksumSink<>(Match::hash);
        long reserveCount = join.reserves().countOf(records);
        Stream<Bid> left = WindowPipeline.read(
                pipeline, Definitions.generator(bids, splits, records - reserveCount), bids.boundMillis());
        Stream<Reserve> right = pipeline.read(
                "reserves",
                Generator.of(join.reserves()).limit(reserveCount).splits(splits).eventTimeMillis(Reserve::timestamp));
        matches(left, right).write("answer", sink);
        return sink::answer;
    }

    private Stream<Match> matches(Stream<Bid> left, Stream<Reserve> right) {
        if (join instanceof Operation.WindowJoin window) {
            return left.join("matches", right)
                    .on(Bid::auction, Reserve::auction)
                    .within(Windows.tumbling(Duration.ofMillis(window.sizeMillis())))
                    .inner(Match::of);
        }
        if (join instanceof Operation.IntervalJoin interval) {
            return left.join("matches", right)
                    .on(Bid::auction, Reserve::auction)
                    .between(Duration.ofMillis(interval.beforeMillis()), Duration.ofMillis(interval.afterMillis()))
                    .inner(Match::of);
        }
        return left.asOf("matches", right.keyBy(Reserve::auction).versioned(), Bid::auction)
                .inner(Match::of);
    }
}
