package dev.millrace.benchmarks;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.Bids;
import dev.millrace.benchmarks.query.Hashes;
import dev.millrace.benchmarks.query.Operation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.TreeMap;

/** The keyed queries written down as they are said, without any thought of speed; for bids of which none is late. */
final class NaiveAnswers {

    private final Answer.Tally tally = new Answer.Tally();
    private final List<Bid> bids = new ArrayList<>();

    private NaiveAnswers(Bids maker, long records) {
        for (long i = 0; i < records; i++) {
            bids.add(maker.apply(i));
        }
    }

    static Answer of(Operation operation, Bids maker, long records) {
        NaiveAnswers naive = new NaiveAnswers(maker, records);
        if (operation instanceof Operation.Window window) {
            naive.windows(window);
        } else if (operation instanceof Operation.Session session) {
            naive.sessions(session.gapMillis());
        } else {
            naive.running();
        }
        return naive.tally.answer();
    }

    private void windows(Operation.Window window) {
        Map<Long, Map<Long, LongSummaryStatistics>> byStart = new TreeMap<>();
        for (Bid bid : bids) {
            long start = bid.timestamp() - Math.floorMod(bid.timestamp(), window.slideMillis());
            for (; start > bid.timestamp() - window.sizeMillis(); start -= window.slideMillis()) {
                byStart.computeIfAbsent(start, unused -> new TreeMap<>())
                        .computeIfAbsent(bid.auction(), unused -> new LongSummaryStatistics())
                        .accept(bid.price());
            }
        }
        byStart.forEach((start, byKey) -> byKey.forEach((key, prices) -> tally.add(Hashes.ofWindow(
                key,
                start,
                prices.getCount(),
                prices.getSum(),
                (double) prices.getSum() / prices.getCount(),
                prices.getMin(),
                prices.getMax()))));
    }

    private void sessions(long gapMillis) {
        Map<Long, List<Bid>> byKey = new TreeMap<>();
        bids.forEach(bid -> byKey.computeIfAbsent(bid.auction(), unused -> new ArrayList<>())
                .add(bid));
        byKey.forEach((key, ofKey) -> {
            ofKey.sort(Comparator.comparingLong(Bid::timestamp));
            LongSummaryStatistics prices = new LongSummaryStatistics();
            long start = ofKey.get(0).timestamp();
            long last = start;
            for (Bid bid : ofKey) {
                if (bid.timestamp() - last > gapMillis) {
                    session(key, start, prices);
                    prices = new LongSummaryStatistics();
                    start = bid.timestamp();
                }
                last = bid.timestamp();
                prices.accept(bid.price());
            }
            session(key, start, prices);
        });
    }

    private void session(long key, long start, LongSummaryStatistics prices) {
        tally.add(Hashes.ofSession(key, start, prices.getCount(), prices.getSum(), prices.getMin(), prices.getMax()));
    }

    private void running() {
        Map<Long, LongSummaryStatistics> byKey = new TreeMap<>();
        for (Bid bid : bids) {
            LongSummaryStatistics prices = byKey.computeIfAbsent(bid.auction(), unused -> new LongSummaryStatistics());
            prices.accept(bid.price());
            tally.add(Hashes.ofUpdate(bid.auction(), prices.getCount(), prices.getSum(), prices.getMax()));
        }
    }
}
