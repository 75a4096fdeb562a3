package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Hashes;

/**
 * Each bid with the reserve price that held at its time, for reserve prices in order of time, no two of an auction at the
 * same, and bids that may be out of order. Frozen.
 *
 * <p>Each auction has its {@linkplain Recent prices}: the newest that held at the watermark and later ones. Most bids
 * want the newest of all, the others search by halves.
 */
final class HandAsOfJoin extends JoinLoop {

    private final long boundMillis;
    private final Answer.Tally tally = new Answer.Tally();
    private final KeyIds ids = new KeyIds();
    private final Recent reserves = new Recent(1);
    private long watermark = Long.MIN_VALUE;

    HandAsOfJoin(long boundMillis) {
        this.boundMillis = boundMillis;
    }

    @Override
    void bid(long auction, long price, long timestamp) {
        watermark = Math.max(watermark, timestamp - boundMillis);
        int id = ids.find(auction);
        if (id < 0) {
            return;
        }
        long[] cells = reserves.of(id);
        int at = Recent.last(cells);
        if (cells[at] > timestamp) {
            at = Recent.lastUpTo(timestamp, cells);
        }
        if (at > 0) {
            tally.add(Hashes.ofMatch(auction, price, cells[at + 1], timestamp));
        }
    }

    @Override
    void reserve(long auction, long price, long timestamp) {
        reserves.add(ids.idOf(auction), timestamp, price, watermark);
    }

    @Override
    Answer end() {
        return tally.answer();
    }
}
