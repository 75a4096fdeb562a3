package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Hashes;

/**
 * Bids and reserve prices of the same auction at most so far apart, for records in order of time. Frozen.
 *
 * <p>Each auction has a {@linkplain Recent row of recent records} of either side. A record looks back at the other side's,
 * from the newest to the first that is too old, and joins its own. What is too old leaves when room is needed.
 */
final class HandIntervalJoin extends JoinLoop {

    private final long beforeMillis;
    private final long afterMillis;
    private final Answer.Tally tally = new Answer.Tally();
    private final KeyIds ids = new KeyIds();
    private final Recent bids = new Recent(0);
    private final Recent reserves = new Recent(0);

    /** A bid at {@code t} meets what is from {@code t - before} to {@code t + after}. */
    HandIntervalJoin(long beforeMillis, long afterMillis) {
        this.beforeMillis = beforeMillis;
        this.afterMillis = afterMillis;
    }

    @Override
    void bid(long auction, long price, long timestamp) {
        int id = ids.idOf(auction);
        long least = timestamp - beforeMillis;
        long[] cells = reserves.of(id);
        long results = 0;
        long hashes = 0;
        for (int at = Recent.last(cells); at > 0 && cells[at] >= least; at -= 2) {
            hashes += Hashes.ofMatch(auction, price, cells[at + 1], timestamp);
            results++;
        }
        tally.add(results, hashes);
        bids.add(id, timestamp, price, timestamp - afterMillis);
    }

    @Override
    void reserve(long auction, long price, long timestamp) {
        int id = ids.idOf(auction);
        long least = timestamp - afterMillis;
        long[] cells = bids.of(id);
        long results = 0;
        long hashes = 0;
        for (int at = Recent.last(cells); at > 0 && cells[at] >= least; at -= 2) {
            hashes += Hashes.ofMatch(auction, cells[at + 1], price, cells[at]);
            results++;
        }
        tally.add(results, hashes);
        reserves.add(id, timestamp, price, timestamp - beforeMillis);
    }

    @Override
    Answer end() {
        return tally.answer();
    }
}
