package dev.millrace.benchmarks;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.Match;
import dev.millrace.benchmarks.query.Operation;
import dev.millrace.benchmarks.query.Query;
import dev.millrace.benchmarks.query.Reserve;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The joins written down as they are said: every bid is held against every reserve price of its auction. */
final class NaiveJoins {

    private final Answer.Tally tally = new Answer.Tally();
    private final NavigableMap<Long, List<Reserve>> reserves = new TreeMap<>();

    private NaiveJoins() {}

    static Answer of(Query query, long records) {
        NaiveJoins naive = new NaiveJoins();
        Operation.Join join = (Operation.Join) query.operation();
        long reserveCount = join.reserves().countOf(records);
        for (long i = 0; i < reserveCount; i++) {
            Reserve reserve = join.reserves().apply(i);
            naive.reserves
                    .computeIfAbsent(reserve.auction(), unused -> new ArrayList<>())
                    .add(reserve);
        }
        for (long i = 0; i < records - reserveCount; i++) {
            naive.join(join, query.bids().apply(i));
        }
        return naive.tally.answer();
    }

    private void join(Operation.Join join, Bid bid) {
        Reserve newest = null;
        for (Reserve reserve : reserves.getOrDefault(bid.auction(), List.of())) {
            if (join instanceof Operation.AsOfJoin) {
                newest = reserve.timestamp() <= bid.timestamp() ? reserve : newest;
            } else if (areMatching(join, bid.timestamp(), reserve.timestamp())) {
                tally.add(Match.of(bid, reserve).hash());
            }
        }
        if (newest != null) {
            tally.add(Match.of(bid, newest).hash());
        }
    }

    private static boolean areMatching(Operation.Join join, long bidMillis, long reserveMillis) {
        if (join instanceof Operation.WindowJoin window) {
            return Math.floorDiv(bidMillis, window.sizeMillis()) == Math.floorDiv(reserveMillis, window.sizeMillis());
        }
        Operation.IntervalJoin interval = (Operation.IntervalJoin) join;
        return reserveMillis >= bidMillis - interval.beforeMillis()
                && reserveMillis <= bidMillis + interval.afterMillis();
    }
}
