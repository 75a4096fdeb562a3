package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Hashes;
import java.util.Arrays;

/**
 * Count, sum, least and greatest price of each auction in sessions, for bids in order of time except for late ones.
 * Frozen.
 *
 * <p>An open-addressing table of open sessions, key and cells in one cache line. A session is over when time has passed
 * its last bid by more than the gap; a bid whose own session would be over, and that meets no open one, is late and left
 * out. The watermark is the greatest time seen, so a key has at most one open session.
 *
 * <p>Keys that do not come back are found by a wheel of buckets, an eighth of the gap each, with one entry for each open
 * session: when its bucket is due, the session is over, or is filed again by its last bid. Nothing is filed for a bid.
 */
final class HandSession extends BidLoop {

    /** Longs of a slot: key, first, last, count, sum, least, greatest, and one so that it is a cache line. */
    private static final int STRIDE = 8;

    private static final int SLOTS_MIN_LOG = 10;

    /** A power of two that is more than the ticks of a gap. */
    private static final int BUCKETS = 16;

    private static final int TICKS_OF_GAP = 8;

    private final long gapMillis;
    private final long tickMillis;
    private final Answer.Tally tally = new Answer.Tally();

    /** Unused where the count is 0. At most half full. */
    private long[] slots = new long[(1 << SLOTS_MIN_LOG) * STRIDE];

    private int shift = Long.SIZE - SLOTS_MIN_LOG;
    private int used;
    private long maxSeen = Long.MIN_VALUE;

    /** Number of the tick up to which buckets have been looked at, and the time of the next one. */
    private long tick = Long.MIN_VALUE;

    private long nextTickMillis = Long.MIN_VALUE;
    private final long[][] buckets = new long[BUCKETS][64];
    private final int[] bucketSizes = new int[BUCKETS];

    HandSession(long gapMillis) {
        this.gapMillis = gapMillis;
        this.tickMillis = Math.max(1, gapMillis / TICKS_OF_GAP);
        if (gapMillis / tickMillis + 2 > BUCKETS) {
            throw new IllegalArgumentException("the wheel is too small for a gap of " + gapMillis + " ms");
        }
    }

    @Override
    void add(long auction, long bidder, long price, long timestamp) {
        if (timestamp > maxSeen) {
            maxSeen = timestamp;
            if (timestamp >= nextTickMillis) {
                turn(timestamp);
            }
        }
        long[] cells = slots;
        int at = home(auction) * STRIDE;
        while (cells[at + 3] != 0 && cells[at] != auction) {
            at = at + STRIDE == cells.length ? 0 : at + STRIDE;
        }
        if (cells[at + 3] == 0) {
            if (timestamp + gapMillis >= maxSeen) {
                open(at, auction, price, timestamp);
            }
            return;
        }
        if (cells[at + 2] + gapMillis < maxSeen || timestamp + gapMillis < cells[at + 1]) {
            if (timestamp + gapMillis >= maxSeen) {
                emit(at);
                start(at, auction, price, timestamp);
            }
            return;
        }
        if (timestamp > cells[at + 2]) {
            cells[at + 2] = timestamp;
        } else if (timestamp < cells[at + 1]) {
            cells[at + 1] = timestamp;
        }
        cells[at + 3]++;
        cells[at + 4] = Math.addExact(cells[at + 4], price);
        if (price < cells[at + 5]) {
            cells[at + 5] = price;
        }
        if (price > cells[at + 6]) {
            cells[at + 6] = price;
        }
    }

    private int home(long key) {
        return (int) (key * 0x9E3779B97F4A7C15L >>> shift);
    }

    private void open(int at, long key, long price, long timestamp) {
        start(at, key, price, timestamp);
        file(key, timestamp);
        used++;
        if (used * 2 * STRIDE >= slots.length) {
            grow();
        }
    }

    private void start(int at, long key, long price, long timestamp) {
        slots[at] = key;
        slots[at + 1] = timestamp;
        slots[at + 2] = timestamp;
        slots[at + 3] = 1;
        slots[at + 4] = price;
        slots[at + 5] = price;
        slots[at + 6] = price;
    }

    private void grow() {
        long[] before = slots;
        slots = new long[before.length * 2];
        shift--;
        for (int from = 0; from < before.length; from += STRIDE) {
            if (before[from + 3] != 0) {
                int to = home(before[from]) * STRIDE;
                while (slots[to + 3] != 0) {
                    to = to + STRIDE == slots.length ? 0 : to + STRIDE;
                }
                System.arraycopy(before, from, slots, to, STRIDE);
            }
        }
    }

    private void emit(int at) {
        tally.add(
                Hashes.ofSession(slots[at], slots[at + 1], slots[at + 3], slots[at + 4], slots[at + 5], slots[at + 6]));
    }

    /** Puts a key into the bucket of the first tick at which a session with that last bid is over. */
    private void file(long key, long lastMillis) {
        int bucket = (int) ((lastMillis + gapMillis) / tickMillis + 1) & (BUCKETS - 1);
        int size = bucketSizes[bucket];
        if (size == buckets[bucket].length) {
            buckets[bucket] = Arrays.copyOf(buckets[bucket], size * 2);
        }
        buckets[bucket][size] = key;
        bucketSizes[bucket] = size + 1;
    }

    /** Looks at all buckets that have become due. */
    private void turn(long timestamp) {
        long now = timestamp / tickMillis;
        for (long due = Math.max(tick + 1, now - BUCKETS + 1); due <= now; due++) {
            look((int) due & (BUCKETS - 1));
        }
        tick = now;
        nextTickMillis = (now + 1) * tickMillis;
    }

    /** Entries that are filed again go to a later bucket: their session ends in the future. */
    private void look(int bucket) {
        long[] keys = buckets[bucket];
        int size = bucketSizes[bucket];
        bucketSizes[bucket] = 0;
        for (int i = 0; i < size; i++) {
            int at = home(keys[i]) * STRIDE;
            while (slots[at] != keys[i] || slots[at + 3] == 0) {
                at = at + STRIDE == slots.length ? 0 : at + STRIDE;
            }
            if (slots[at + 2] + gapMillis < maxSeen) {
                emit(at);
                remove(at);
            } else {
                file(keys[i], slots[at + 2]);
            }
        }
    }

    /** Linear probing without tombstones: later slots of the same run move up (Knuth, volume 3, 6.4, algorithm R). */
    private void remove(int hole) {
        int mask = slots.length - 1;
        int at = hole;
        while (true) {
            at = at + STRIDE == slots.length ? 0 : at + STRIDE;
            if (slots[at + 3] == 0) {
                break;
            }
            int home = home(slots[at]) * STRIDE;
            if ((at - home & mask) >= (at - hole & mask)) {
                System.arraycopy(slots, at, slots, hole, STRIDE);
                hole = at;
            }
        }
        slots[hole + 3] = 0;
        used--;
    }

    @Override
    Answer end() {
        for (int at = 0; at < slots.length; at += STRIDE) {
            if (slots[at + 3] != 0) {
                emit(at);
            }
        }
        return tally.answer();
    }
}
