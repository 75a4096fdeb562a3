package dev.millrace.engine.checkpoint;

import dev.millrace.api.job.CheckpointFigures.Pauses;
import java.time.Duration;

/**
 * How long pauses were: counts in buckets an eighth as wide as the power of two that they lie in, so a share of the pauses is known
 * to that precision, in bounded memory. Not thread-safe.
 */
final class PauseHistogram {

    private static final int BITS = 3;

    private final long[] counts = new long[Long.SIZE << BITS];
    private long count;
    private long maxMicros;

    void add(long micros) {
        long value = Math.max(0, micros);
        counts[bucket(value)]++;
        count++;
        maxMicros = Math.max(maxMicros, value);
    }

    private static int bucket(long micros) {
        if (micros < 1 << BITS) {
            return (int) micros;
        }
        int shift = Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(micros);
        return (shift + 1 << BITS) + (int) (micros >>> shift) - (1 << BITS);
    }

    /** The greatest value of a bucket. */
    private static long end(int bucket) {
        if (bucket < 1 << BITS) {
            return bucket;
        }
        int shift = (bucket >> BITS) - 1;
        return ((bucket & (1 << BITS) - 1) + (1L << BITS) + 1 << shift) - 1;
    }

    /** So long were so many of a hundred at most. */
    private Duration percentile(int percent) {
        long rank = (count * percent + 99) / 100;
        int bucket = 0;
        for (long seen = counts[0]; seen < rank; seen += counts[bucket]) {
            bucket++;
        }
        return micros(Math.min(end(bucket), maxMicros));
    }

    private static Duration micros(long micros) {
        return Duration.ofNanos(Math.multiplyExact(micros, 1_000L));
    }

    Pauses pauses() {
        return count == 0 ? Pauses.NONE : new Pauses(count, percentile(50), percentile(99), micros(maxMicros));
    }
}
