package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.Match;
import dev.millrace.benchmarks.query.Reserve;
import java.util.Arrays;
import org.apache.flink.util.Collector;

/**
 * What an as-of join knows of one auction: the prices that may still be asked for, in order of time, and the bids that wait
 * for the watermark, in order of arrival. Rows of longs, timestamp and price. Fields are public because Flink has the
 * fastest serializer for classes that are so.
 */
public final class AsOfState {

    private static final int ROW = 2;

    /** Prices. */
    public long[] prices = new long[4 * ROW];

    /** In longs. */
    public int pricesEnd;

    /** Bids. */
    public long[] bids = new long[4 * ROW];

    /** In longs. */
    public int bidsEnd;

    /** When the next timer is due, or the greatest number if there is none. */
    public long timerMillis = Long.MAX_VALUE;

    /** Of nothing. */
    public AsOfState() {}

    /** Adds a price at its place in time, the last one nearly always. */
    void add(Reserve reserve, long watermark) {
        if (pricesEnd == prices.length) {
            forget(watermark);
        }
        if (pricesEnd == prices.length) {
            prices = Arrays.copyOf(prices, pricesEnd * 2);
        }
        int at = pricesEnd;
        while (at > 0 && prices[at - ROW] > reserve.timestamp()) {
            at -= ROW;
        }
        System.arraycopy(prices, at, prices, at + ROW, pricesEnd - at);
        prices[at] = reserve.timestamp();
        prices[at + 1] = reserve.price();
        pricesEnd += ROW;
    }

    /** Drops prices that no bid after the watermark asks for. */
    private void forget(long watermark) {
        int from = Math.max(0, lastUpTo(watermark));
        System.arraycopy(prices, from, prices, 0, pricesEnd - from);
        pricesEnd -= from;
    }

    /** Where the newest price is that is not after a time; negative if there is none. */
    private int lastUpTo(long timestamp) {
        int low = 0;
        int high = pricesEnd / ROW;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (prices[middle * ROW] <= timestamp) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return (low - 1) * ROW;
    }

    void add(Bid bid) {
        if (bidsEnd == bids.length) {
            bids = Arrays.copyOf(bids, bidsEnd * 2);
        }
        bids[bidsEnd] = bid.timestamp();
        bids[bidsEnd + 1] = bid.price();
        bidsEnd += ROW;
    }

    /**
     * Joins the bids that the watermark has passed.
     *
     * @return the time of the first bid that still waits, or the greatest number if there is none
     */
    long join(long auction, long watermark, Collector<Match> out) {
        long next = Long.MAX_VALUE;
        int kept = 0;
        for (int at = 0; at < bidsEnd; at += ROW) {
            long timestamp = bids[at];
            if (timestamp > watermark) {
                next = Math.min(next, timestamp);
                bids[kept] = timestamp;
                bids[kept + 1] = bids[at + 1];
                kept += ROW;
            } else {
                int found = lastUpTo(timestamp);
                if (found >= 0) {
                    out.collect(new Match(auction, bids[at + 1], prices[found + 1], timestamp));
                }
            }
        }
        bidsEnd = kept;
        return next;
    }
}
