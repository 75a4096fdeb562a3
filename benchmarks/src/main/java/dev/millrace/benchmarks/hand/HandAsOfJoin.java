package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Hashes;
import java.util.Arrays;

/**
 * Each bid with the reserve price that held at its time, for reserve prices in order of time, no two of an auction at the
 * same, and bids that may be out of order. Frozen.
 *
 * <p>Each auction has an array of versions: the newest that held at the watermark and later ones. What is older leaves when
 * room is needed. A bid finds its version by halves of the whole array, whose unused part is later than everything, so the
 * number of steps hardly ever changes; and whether to go left or right is calculated, not branched on, because no processor
 * could guess it.
 */
final class HandAsOfJoin extends JoinLoop {

    /** A power of two. */
    private static final int VERSIONS_MIN = 4;

    private static final long[] NONE = {};

    private final long boundMillis;
    private final Answer.Tally tally = new Answer.Tally();
    private final KeyIds ids = new KeyIds();

    /** By id, the versions, of each the timestamp and the price. */
    private long[][] versions = new long[0][];

    /** By id, how many cells of its array are in use. */
    private int[] ends = new int[0];

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
        long[] cells = versions[id];
        int at = lastUpTo(timestamp, cells);
        if (cells[at] <= timestamp) {
            tally.add(Hashes.ofMatch(auction, price, cells[at + 1], timestamp));
        }
    }

    /** Where the newest version is that is not after a time; the first one if all are. */
    private static int lastUpTo(long timestamp, long[] cells) {
        int at = 0;
        for (int half = cells.length >> 1; half > 1; half >>= 1) {
            int middle = at + half;
            at = cells[middle] <= timestamp ? middle : at;
        }
        return at;
    }

    @Override
    void reserve(long auction, long price, long timestamp) {
        int id = ids.idOf(auction);
        if (id >= versions.length) {
            addRows(Math.max(1 << 10, id * 2));
        }
        if (ends[id] == versions[id].length) {
            makeRoom(id);
        }
        int at = ends[id];
        versions[id][at] = timestamp;
        versions[id][at + 1] = price;
        ends[id] = at + 2;
    }

    private void addRows(int size) {
        int before = versions.length;
        versions = Arrays.copyOf(versions, size);
        ends = Arrays.copyOf(ends, size);
        Arrays.fill(versions, before, size, NONE);
    }

    /** In place if half of the versions or more are not needed. */
    private void makeRoom(int id) {
        long[] before = versions[id];
        int from = before.length == 0 ? 0 : lastUpTo(watermark, before);
        int end = before.length - from;
        boolean isRoomy = before.length > 0 && end * 2 <= before.length;
        long[] after = isRoomy ? before : new long[Math.max(2 * VERSIONS_MIN, before.length * 2)];
        System.arraycopy(before, from, after, 0, end);
        Arrays.fill(after, end, after.length, Long.MAX_VALUE);
        versions[id] = after;
        ends[id] = end;
    }

    @Override
    Answer end() {
        return tally.answer();
    }
}
