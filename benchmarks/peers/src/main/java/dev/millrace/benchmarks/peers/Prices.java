package dev.millrace.benchmarks.peers;

import dev.millrace.benchmarks.query.WindowPrices;
import java.io.Serial;
import java.io.Serializable;

/**
 * The accumulator of the five aggregates. Fields are public because Flink has the fastest serializer for classes that are
 * so.
 */
public final class Prices implements Serializable {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Number of prices. */
    public long count;

    /** Of prices. */
    public long sum;

    /** Least price. */
    public long min = Long.MAX_VALUE;

    /** Greatest price. */
    public long max = Long.MIN_VALUE;

    /** Of no prices. */
    public Prices() {}

    /**
     * Adds a price.
     *
     * @param price of a bid
     */
    public void add(long price) {
        count++;
        sum = Math.addExact(sum, price);
        min = Math.min(min, price);
        max = Math.max(max, price);
    }

    /**
     * Adds the prices of another accumulator.
     *
     * @param other unchanged
     */
    public void add(Prices other) {
        count += other.count;
        sum = Math.addExact(sum, other.sum);
        min = Math.min(min, other.min);
        max = Math.max(max, other.max);
    }

    /**
     * The result.
     *
     * @param auction of the window
     * @param start of the window
     * @return a row
     */
    public WindowPrices of(long auction, long start) {
        return new WindowPrices(auction, start, count, sum, (double) sum / count, min, max);
    }
}
