package dev.millrace.benchmarks;

import dev.millrace.api.connector.Generator;
import java.io.Serial;
import java.util.Arrays;

/**
 * Makes bids from their sequence number, the same for hand-written loops and for Millrace.
 *
 * <p>Event time starts in 2024 and advances by a millisecond every {@link #PER_MILLI} bids, so 4 million bids fall into
 * 10 seconds. With disorder a bid lags by up to that much, and one in 1,024 by up to {@link #STRAGGLE_MILLIS} more, so
 * that some are late.
 */
final class Bids implements Generator.SequenceFunction<Bid> {

    /** Bids in a millisecond of event time. */
    static final long PER_MILLI = 400;

    private static final long FIRST_MILLIS = 1_704_067_200_000L;
    private static final long STRAGGLE_MILLIS = 10_000;
    static final int FIRST_AUCTION = 1_000;

    /** Draws of a skewed key, used one after another; a power of two. */
    private static final int DRAWS = 1 << 21;

    @Serial
    private static final long serialVersionUID = 1L;

    private final int keys;
    private final long disorderMillis;

    /** Skewed keys; empty for uniform ones. */
    private final int[] draws;

    private Bids(int keys, long disorderMillis, int[] draws) {
        this.keys = keys;
        this.disorderMillis = disorderMillis;
        this.draws = draws;
    }

    /** Every auction gets equally many bids. */
    static Bids uniform(int keys, long disorderMillis) {
        return new Bids(keys, disorderMillis, new int[0]);
    }

    /** The auction of rank {@code r} gets bids in proportion to {@code 1 / r}. */
    static Bids zipf(int keys, long disorderMillis) {
        double[] cumulated = new double[keys];
        double sum = 0;
        for (int rank = 1; rank <= keys; rank++) {
            sum += 1.0 / rank;
            cumulated[rank - 1] = sum;
        }
        int[] draws = new int[DRAWS];
        for (int i = 0; i < DRAWS; i++) {
            double point = (random(i) >>> 11) * 0x1.0p-53 * sum;
            int found = Arrays.binarySearch(cumulated, point);
            draws[i] = scatter(Math.min(keys - 1, found < 0 ? -found - 1 : found), keys);
        }
        return new Bids(keys, disorderMillis, draws);
    }

    /** Busy auctions must not be neighbours. Not one-to-one; two ranks that meet share an auction. */
    private static int scatter(int rank, int keys) {
        return (int) ((random(rank) >>> 32) * keys >>> 32);
    }

    @Override
    public Bid apply(long sequence) {
        long random = random(sequence);
        int auction = draws.length == 0 ? (int) ((random >>> 32) * keys >>> 32) : draws[(int) sequence & (DRAWS - 1)];
        return new Bid(
                FIRST_AUCTION + auction, random & 0xFFFF, 100 + (random >>> 44), timestamp(sequence, (int) random));
    }

    private long timestamp(long sequence, int random) {
        long inOrder = FIRST_MILLIS + sequence / PER_MILLI;
        if (disorderMillis == 0) {
            return inOrder;
        }
        long straggle = (random & 1023) == 0 ? STRAGGLE_MILLIS : 0;
        return inOrder - ((random & 0xFFFF_FFFFL) * (disorderMillis + straggle + 1) >>> 32);
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014). */
    private static long random(long sequence) {
        long h = (sequence + 1) * 0x9E3779B97F4A7C15L;
        h = (h ^ (h >>> 30)) * 0xBF58476D1CE4E5B9L;
        h = (h ^ (h >>> 27)) * 0x94D049BB133111EBL;
        return h ^ (h >>> 31);
    }
}
