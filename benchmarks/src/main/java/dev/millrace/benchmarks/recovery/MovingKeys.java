package dev.millrace.benchmarks.recovery;

import dev.millrace.benchmarks.query.Bid;

/**
 * Which key a record has. First comes each key once; from then on keys are drawn from a hundredth of all, and which hundredth
 * that is moves on. Keys that change together did not come together, and their numbers are anything, so no engine finds
 * them side by side.
 *
 * @param count of keys, a multiple of 100
 */
public record MovingKeys(int count) {

    /** So many windows of keys are one round through all of them. */
    static final int WINDOWS = 100;

    /** A prime larger than any count, so that its multiples meet every key before they meet one twice. */
    private static final long STRIDE = 982_451_653;

    /** Validates. */
    public MovingKeys {
        if (count < WINDOWS || count % WINDOWS != 0) {
            throw new IllegalArgumentException(
                    "the number of keys must be a multiple of " + WINDOWS + ", got " + count);
        }
    }

    /** How many keys are in one window. */
    int width() {
        return count / WINDOWS;
    }

    /** Which of the keys, from 0, a record has; the window does not matter to the first ones. */
    int index(long sequence, long random, long window) {
        if (sequence < count) {
            return (int) (sequence * STRIDE % count);
        }
        int width = width();
        return (int) (window % WINDOWS) * width + (int) ((random >>> 32) * width >>> 32);
    }

    /** The key of an index: another one for each, all over the range. */
    static long key(int index) {
        return mix(index);
    }

    static long price(long random) {
        return 100 + (random >>> 16 & 0xF_FFFF);
    }

    /**
     * Makes a record.
     *
     * @param sequence its number, from 0
     * @param window which window of keys it is drawn from
     * @return the same for the same arguments
     */
    Bid bid(long sequence, long window) {
        long random = mix(sequence);
        return new Bid(key(index(sequence, random, window)), random & 0xFFFF, price(random), sequence >> 10);
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014), which is one to one. */
    static long mix(long number) {
        long h = (number + 1) * 0x9E3779B97F4A7C15L;
        h = (h ^ (h >>> 30)) * 0xBF58476D1CE4E5B9L;
        h = (h ^ (h >>> 27)) * 0x94D049BB133111EBL;
        return h ^ (h >>> 31);
    }
}
