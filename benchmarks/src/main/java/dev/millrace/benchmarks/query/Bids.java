package dev.millrace.benchmarks.query;

import dev.millrace.api.connector.Generator;
import java.io.Serial;
import java.io.Serializable;

/**
 * Makes bids from their sequence number, the same for every engine. Immutable.
 *
 * <p>Event time starts in 2024 and advances by a millisecond every so many bids, a power of two, because a division would
 * cost as much as all the rest. A bid may lag: by anything up to a bound, or some of them, the stragglers, by more.
 */
public final class Bids implements Generator.SequenceFunction<Bid> {

    /** A whole number of hours since the epoch, so that windows of any query here start with the first bid. */
    static final long FIRST_MILLIS = 1_704_067_200_000L;

    static final long FIRST_AUCTION = 1_000;
    private static final long FIRST_LARGE_AUCTION = 1L << 40;

    @Serial
    private static final long serialVersionUID = 1L;

    private final Auctions auctions;
    private final int perMilliLog;
    private final Lag lag;
    private final boolean isInOrder;
    private final long firstAuction;

    /**
     * How far bids are behind the time at which they come.
     *
     * @param boundMillis every bid lags by up to that much
     * @param stragglersOf4096 so many of 4,096 bids lag by more
     * @param leastMillis the least of what stragglers lag
     * @param spreadMillis they lag by up to that much more
     */
    private record Lag(long boundMillis, int stragglersOf4096, long leastMillis, long spreadMillis)
            implements Serializable {

        private static final Lag NONE = new Lag(0, 0, 0, 0);

        long millis(int random) {
            boolean isStraggler = (random & 4_095) < stragglersOf4096;
            long least = isStraggler ? leastMillis : 0;
            long spread = isStraggler ? spreadMillis : boundMillis;
            return least + ((random & 0xFFFF_FFFFL) * (spread + 1) >>> 32);
        }
    }

    private Bids(Auctions auctions, int perMilliLog, Lag lag, long firstAuction) {
        this.firstAuction = firstAuction;
        this.auctions = auctions;
        this.perMilliLog = perMilliLog;
        this.lag = lag;
        this.isInOrder = lag.boundMillis == 0 && lag.stragglersOf4096 == 0;
    }

    /** Bids in order of time. */
    static Bids inOrder(Auctions auctions, int perMilli) {
        if (Integer.bitCount(perMilli) != 1) {
            throw new IllegalArgumentException("bids in a millisecond must be a power of two, got " + perMilli);
        }
        return new Bids(auctions, Integer.numberOfTrailingZeros(perMilli), Lag.NONE, FIRST_AUCTION);
    }

    /** The same, the numbers of auctions being large. */
    Bids withLargeNumbers() {
        return new Bids(auctions, perMilliLog, lag, FIRST_LARGE_AUCTION);
    }

    /** The same, each bid up to that late, none later. */
    Bids outOfOrderBy(long boundMillis) {
        return new Bids(auctions, perMilliLog, new Lag(boundMillis, 0, 0, 0), firstAuction);
    }

    /** The same, some bids later than the bound. */
    Bids straggling(int of4096, long leastMillis, long spreadMillis) {
        return new Bids(
                auctions, perMilliLog, new Lag(lag.boundMillis, of4096, leastMillis, spreadMillis), firstAuction);
    }

    /**
     * How far out of order the bids are that are not stragglers.
     *
     * @return the bound of every engine
     */
    public long boundMillis() {
        return lag.boundMillis;
    }

    /**
     * Whether some bids come after their windows have closed.
     *
     * @return true if there are stragglers
     */
    public boolean hasLate() {
        return lag.stragglersOf4096 > 0;
    }

    @Override
    public Bid apply(long sequence) {
        long random = random(sequence);
        long millis = millis(sequence, random);
        return new Bid(
                firstAuction + auctions.draw(sequence, random, millis),
                random & 0xFFFF,
                price(random),
                FIRST_MILLIS + millis);
    }

    /**
     * Makes some bids that follow each other as columns.
     *
     * @param out filled from row 0
     * @param first sequence number
     * @param count how many
     */
    public void fill(BidColumns out, long first, int count) {
        for (int row = 0; row < count; row++) {
            long sequence = first + row;
            long random = random(sequence);
            long millis = millis(sequence, random);
            out.auction[row] = firstAuction + auctions.draw(sequence, random, millis);
            out.bidder[row] = random & 0xFFFF;
            out.price[row] = price(random);
            out.timestamp[row] = FIRST_MILLIS + millis;
        }
        out.size = count;
    }

    /** Which of the keys, from 0, the bid has. */
    int auctionIndex(Bid bid) {
        return (int) (bid.auction() - firstAuction);
    }

    /**
     * A price out of random bits.
     *
     * @param random of them 20 are used
     * @return 100 or more
     */
    public static long price(long random) {
        return 100 + (random >>> 16 & 0xF_FFFF);
    }

    private long millis(long sequence, long random) {
        long inOrder = sequence >> perMilliLog;
        if (isInOrder) {
            return inOrder;
        }
        long lagging = inOrder - lag.millis((int) random);
        return lagging < 0 ? inOrder : lagging;
    }

    /**
     * Mixes a number: the finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
     *
     * @param sequence number of a record
     * @return 64 bits that look random
     */
    public static long random(long sequence) {
        long h = (sequence + 1) * 0x9E3779B97F4A7C15L;
        h = (h ^ (h >>> 30)) * 0xBF58476D1CE4E5B9L;
        h = (h ^ (h >>> 27)) * 0x94D049BB133111EBL;
        return h ^ (h >>> 31);
    }
}
