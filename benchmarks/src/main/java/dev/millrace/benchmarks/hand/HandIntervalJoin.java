package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Hashes;
import java.util.Arrays;

/**
 * Bids and reserve prices of the same auction at most so far apart, for records in order of time. Frozen.
 *
 * <p>Time is cut into slices as long as the greater of both bounds, so a bid can only meet what is in its own slice and its
 * two neighbours. When the later neighbour is complete, its reserve prices are sorted by the id of their auction (counting sort;
 * Knuth, volume 3, 5.2, algorithm D), and each bid of the middle slice looks at those of its auction in three places. Whether
 * one is near enough is calculated, not branched on, because no processor could guess it.
 */
final class HandIntervalJoin extends JoinLoop {

    private final long beforeMillis;
    private final long afterMillis;
    private final long sliceMillis;
    private final Answer.Tally tally = new Answer.Tally();

    /** Of auctions that ever had a reserve price. */
    private final KeyIds ids = new KeyIds();

    /** In order of time; the last one is open. */
    private Slice first = new Slice();

    private Slice middle = new Slice();
    private Slice last = new Slice();
    private long lastEnd = Long.MIN_VALUE;

    /** A bid at {@code t} meets what is from {@code t - before} to {@code t + after}. */
    HandIntervalJoin(long beforeMillis, long afterMillis) {
        this.beforeMillis = beforeMillis;
        this.afterMillis = afterMillis;
        this.sliceMillis = Math.max(1, Math.max(beforeMillis, afterMillis));
    }

    @Override
    void bid(long auction, long price, long timestamp) {
        if (timestamp >= lastEnd) {
            turnTo(timestamp);
        }
        last.addBid(auction, price, timestamp);
    }

    @Override
    void reserve(long auction, long price, long timestamp) {
        if (timestamp >= lastEnd) {
            turnTo(timestamp);
        }
        last.addReserve(auction, price, timestamp);
    }

    private void turnTo(long timestamp) {
        // After three turns all slices are empty.
        for (int turn = 0; turn < 3 && timestamp >= lastEnd; turn++) {
            turn();
            lastEnd += sliceMillis;
        }
        lastEnd = timestamp - Math.floorMod(timestamp, sliceMillis) + sliceMillis;
    }

    private void turn() {
        last.sort(ids);
        join();
        Slice free = first;
        first = middle;
        middle = last;
        last = free;
        free.clear();
    }

    private void join() {
        long[] bids = middle.bids;
        for (int at = 0; at < middle.bidsEnd; at += Slice.ROW) {
            int id = ids.find(bids[at]);
            if (id >= 0) {
                meet(bids, at, first, id);
                meet(bids, at, middle, id);
                meet(bids, at, last, id);
            }
        }
    }

    private void meet(long[] bids, int at, Slice slice, int id) {
        if (id >= slice.keys) {
            return;
        }
        long auction = bids[at];
        long price = bids[at + 1];
        long timestamp = bids[at + 2];
        long least = timestamp - beforeMillis;
        long greatest = timestamp + afterMillis;
        long[] sorted = slice.sorted;
        int to = slice.starts[id + 1];
        long results = 0;
        long hashes = 0;
        for (int from = slice.starts[id]; from < to; from++) {
            long reserveMillis = sorted[2 * from + 1];
            // All bits of it are set if one of the differences is negative.
            long isOutside = (reserveMillis - least | greatest - reserveMillis) >> Long.SIZE - 1;
            results += 1 + isOutside;
            hashes += Hashes.ofMatch(auction, price, sorted[2 * from], timestamp) & ~isOutside;
        }
        tally.add(results, hashes);
    }

    @Override
    Answer end() {
        turn();
        turn();
        return tally.answer();
    }

    private static final class Slice {

        /** Longs of a record: auction, price, timestamp. */
        static final int ROW = 3;

        private static final int ROWS_MIN = 1 << 10;

        private long[] bids = new long[ROWS_MIN * ROW];
        private int bidsEnd;
        private long[] reserves = new long[ROWS_MIN * ROW];
        private int reservesEnd;

        /** By reserve price, in order of time. */
        private int[] idOf = new int[ROWS_MIN];

        /** Prices and timestamps by id of their auction. */
        private long[] sorted = new long[ROWS_MIN * 2];

        /** How many ids there were when this was sorted. */
        private int keys;

        /** By id, which of the sorted ones is the first; at id + 1, which is the first of others. */
        private int[] starts = new int[ROWS_MIN];

        void addBid(long auction, long price, long timestamp) {
            if (bidsEnd == bids.length) {
                bids = Arrays.copyOf(bids, bidsEnd * 2);
            }
            put(bids, bidsEnd, auction, price, timestamp);
            bidsEnd += ROW;
        }

        void addReserve(long auction, long price, long timestamp) {
            if (reservesEnd == reserves.length) {
                reserves = Arrays.copyOf(reserves, reservesEnd * 2);
            }
            put(reserves, reservesEnd, auction, price, timestamp);
            reservesEnd += ROW;
        }

        private static void put(long[] rows, int at, long auction, long price, long timestamp) {
            rows[at] = auction;
            rows[at + 1] = price;
            rows[at + 2] = timestamp;
        }

        void sort(KeyIds ids) {
            int count = reservesEnd / ROW;
            if (idOf.length < count) {
                idOf = new int[count * 2];
                sorted = new long[count * 2 * 2];
            }
            for (int i = 0; i < count; i++) {
                idOf[i] = ids.idOf(reserves[i * ROW]);
            }
            keys = ids.size();
            if (starts.length < keys + 1) {
                starts = new int[keys * 2 + 1];
            }
            Arrays.fill(starts, 0, keys + 1, 0);
            for (int i = 0; i < count; i++) {
                starts[idOf[i] + 1]++;
            }
            int sum = 0;
            for (int id = 1; id <= keys; id++) {
                int size = starts[id];
                starts[id] = sum;
                sum += size;
            }
            // What is at id + 1 moves from the first of an id to the first of the next.
            for (int i = 0; i < count; i++) {
                int to = 2 * starts[idOf[i] + 1]++;
                sorted[to] = reserves[i * ROW + 1];
                sorted[to + 1] = reserves[i * ROW + 2];
            }
        }

        void clear() {
            bidsEnd = 0;
            reservesEnd = 0;
            keys = 0;
        }
    }
}
