package dev.millrace.engine.metrics;

import dev.millrace.api.job.LatencyHistogram;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts durations in buckets a 64th as wide as the power of two that they lie in, so that each is known to within a 64th part of
 * it, in bounded memory (30 KB). Adding is a shift and an addition, and allocates nothing. Owned by one thread.
 *
 * <p>The layout is that of Tene's HdrHistogram (2012): a logarithmic choice of the power of two, and a linear one within it.
 * Durations below 64 ns have buckets of their own.
 */
public final class LogLinearHistogram {

    private static final int BITS = 6;
    private static final int LINEAR = 1 << BITS;

    private final long[] counts = new long[Long.SIZE - BITS << BITS];
    private long max;

    /**
     * Adds a duration.
     *
     * @param nanos taken for 0 if they are negative
     * @param times how often it occurred
     */
    public void add(long nanos, long times) {
        long positive = Math.max(0, nanos);
        counts[bucket(positive)] += times;
        max = Math.max(max, positive);
    }

    private static int bucket(long nanos) {
        if (nanos < LINEAR) {
            return (int) nanos;
        }
        int shift = Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(nanos);
        return (shift << BITS) + (int) (nanos >>> shift);
    }

    /** The longest duration of a bucket, in nanoseconds. */
    private static long end(int bucket) {
        if (bucket < LINEAR) {
            return bucket;
        }
        int shift = (bucket >> BITS) - 1;
        return ((bucket & LINEAR - 1) + LINEAR + 1L << shift) - 1;
    }

    /** What was added so far. */
    public LatencyHistogram snapshot() {
        List<LatencyHistogram.Bucket> buckets = new ArrayList<>();
        for (int bucket = 0; bucket < counts.length; bucket++) {
            if (counts[bucket] > 0) {
                buckets.add(new LatencyHistogram.Bucket(Duration.ofNanos(end(bucket)), counts[bucket]));
            }
        }
        return new LatencyHistogram(buckets, Duration.ofNanos(max));
    }
}
