package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Hashes;
import java.util.Arrays;

/**
 * Bids and reserve prices of the same auction in the same tumbling window, for records in order of time. Frozen.
 *
 * <p>Records of the open window are rows one after another. When it closes, its reserve prices are sorted by the id of
 * their auction, in two passes (counting sort; Knuth, volume 3, 5.2, algorithm D), and each bid finds those of its auction side
 * by side.
 */
final class HandWindowJoin extends JoinLoop {

    /** Longs of a bid: auction, price, timestamp. */
    private static final int BID = 3;

    /** Longs of a reserve price: auction, price. */
    private static final int RESERVE = 2;

    private static final int ROWS_MIN = 1 << 10;

    private final long sizeMillis;
    private final Answer.Tally tally = new Answer.Tally();

    /** Of auctions that ever had a reserve price. */
    private final KeyIds ids = new KeyIds();

    private long end = Long.MIN_VALUE;
    private long[] bids = new long[ROWS_MIN * BID];
    private int bidsEnd;
    private long[] reserves = new long[ROWS_MIN * RESERVE];
    private int reservesEnd;

    /** By reserve price, in order of time. */
    private int[] idOf = new int[ROWS_MIN];

    /** Prices by id of their auction. */
    private long[] sorted = new long[ROWS_MIN];

    /** By id, where its prices start; at id + 1, where they end. */
    private int[] starts = new int[ROWS_MIN];

    HandWindowJoin(long sizeMillis) {
        this.sizeMillis = sizeMillis;
    }

    @Override
    void bid(long auction, long price, long timestamp) {
        if (timestamp >= end) {
            turn(timestamp);
        }
        if (bidsEnd == bids.length) {
            bids = Arrays.copyOf(bids, bidsEnd * 2);
        }
        long[] rows = bids;
        int at = bidsEnd;
        rows[at] = auction;
        rows[at + 1] = price;
        rows[at + 2] = timestamp;
        bidsEnd = at + BID;
    }

    @Override
    void reserve(long auction, long price, long timestamp) {
        if (timestamp >= end) {
            turn(timestamp);
        }
        if (reservesEnd == reserves.length) {
            reserves = Arrays.copyOf(reserves, reservesEnd * 2);
        }
        long[] rows = reserves;
        int at = reservesEnd;
        rows[at] = auction;
        rows[at + 1] = price;
        reservesEnd = at + RESERVE;
    }

    private void turn(long timestamp) {
        close();
        end = timestamp - Math.floorMod(timestamp, sizeMillis) + sizeMillis;
    }

    private void close() {
        sort();
        join();
        bidsEnd = 0;
        reservesEnd = 0;
    }

    private void sort() {
        int count = reservesEnd / RESERVE;
        if (idOf.length < count) {
            idOf = new int[count * 2];
            sorted = new long[count * 2];
        }
        for (int i = 0; i < count; i++) {
            idOf[i] = ids.idOf(reserves[i * RESERVE]);
        }
        int keys = ids.size();
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
        // What is at id + 1 moves from where the prices of an id start to where they end.
        for (int i = 0; i < count; i++) {
            sorted[starts[idOf[i] + 1]++] = reserves[i * RESERVE + 1];
        }
    }

    private void join() {
        long results = 0;
        long hashes = 0;
        for (int at = 0; at < bidsEnd; at += BID) {
            long auction = bids[at];
            int id = ids.find(auction);
            if (id >= 0) {
                int to = starts[id + 1];
                for (int from = starts[id]; from < to; from++) {
                    hashes += Hashes.ofMatch(auction, bids[at + 1], sorted[from], bids[at + 2]);
                    results++;
                }
            }
        }
        tally.add(results, hashes);
    }

    @Override
    Answer end() {
        close();
        return tally.answer();
    }
}
