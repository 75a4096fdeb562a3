package dev.millrace.benchmarks.query;

import java.io.Serial;
import java.io.Serializable;
import java.util.Arrays;

/** Which auction a bid is for. */
abstract sealed class Auctions implements Serializable {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Draws an auction, from 0.
     *
     * @param sequence number of the bid
     * @param random of this bid, 64 bits
     * @param millis event time of the bid since the first one
     */
    abstract int draw(long sequence, long random, long millis);

    private static int uniform(long random, int keys) {
        return (int) ((random >>> 32) * keys >>> 32);
    }

    /** Every auction gets equally many bids. */
    static final class Uniform extends Auctions {

        @Serial
        private static final long serialVersionUID = 1L;

        private final int keys;

        Uniform(int keys) {
            this.keys = keys;
        }

        @Override
        int draw(long sequence, long random, long millis) {
            return uniform(random, keys);
        }
    }

    /** Half of all bids are for one auction, the others are spread evenly. */
    static final class Hot extends Auctions {

        @Serial
        private static final long serialVersionUID = 1L;

        private final int keys;

        Hot(int keys) {
            this.keys = keys;
        }

        @Override
        int draw(long sequence, long random, long millis) {
            return (random & 0x1_0000) == 0 ? 0 : uniform(random, keys);
        }
    }

    /** The auction of rank {@code r} gets bids in proportion to {@code 1 / r}. */
    static final class Zipf extends Auctions {

        /** Draws, used one after another; a power of two. */
        private static final int DRAWS = 1 << 21;

        @Serial
        private static final long serialVersionUID = 1L;

        private final int[] draws = new int[DRAWS];

        Zipf(int keys) {
            double[] cumulated = new double[keys];
            double sum = 0;
            for (int rank = 1; rank <= keys; rank++) {
                sum += 1.0 / rank;
                cumulated[rank - 1] = sum;
            }
            for (int i = 0; i < DRAWS; i++) {
                double point = (Bids.random(i) >>> 11) * 0x1.0p-53 * sum;
                int found = Arrays.binarySearch(cumulated, point);
                // Busy auctions must not be neighbours. Not one-to-one; two ranks that meet share an auction.
                draws[i] = uniform(Bids.random(Math.min(keys - 1, found < 0 ? -found - 1 : found)), keys);
            }
        }

        @Override
        int draw(long sequence, long random, long millis) {
            return draws[(int) sequence & (DRAWS - 1)];
        }
    }

    /**
     * An auction is busy for a second, then silent for three, so that its bids of that second are one session of a gap of
     * one second. At any time a quarter of the auctions is busy. What a bid of an earlier time belongs to is long over.
     */
    static final class Bursts extends Auctions {

        /** A burst lasts so long; the silence after it is three times as long. */
        static final long BURST_MILLIS = 1_000;

        private static final int GROUPS = 4;

        @Serial
        private static final long serialVersionUID = 1L;

        private final int groupSize;

        Bursts(int keys) {
            this.groupSize = keys / GROUPS;
        }

        @Override
        int draw(long sequence, long random, long millis) {
            int group = (int) (millis / BURST_MILLIS) & (GROUPS - 1);
            return group * groupSize + uniform(random, groupSize);
        }
    }
}
