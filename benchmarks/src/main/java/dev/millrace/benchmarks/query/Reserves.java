package dev.millrace.benchmarks.query;

import dev.millrace.api.connector.Generator;
import java.io.Serial;

/**
 * Makes reserve prices from their sequence number, the same for every engine: one in a millisecond of event time, so in
 * order of time and no two at the same. Immutable.
 */
public final class Reserves implements Generator.SequenceFunction<Reserve> {

    /** Their numbers are far from those of bids, so that what is drawn for the two is independent. */
    private static final long FIRST_RANDOM = 1L << 40;

    @Serial
    private static final long serialVersionUID = 1L;

    private final Auctions auctions;
    private final long firstAuction;
    private final int bidsOfEach;

    /**
     * For some auctions.
     *
     * @param auctions which
     * @param shift by how much their numbers are greater than those of bids
     * @param bidsOfEach how many bids there are in a millisecond
     */
    Reserves(Auctions auctions, long shift, int bidsOfEach) {
        this.auctions = auctions;
        this.firstAuction = Bids.FIRST_AUCTION + shift;
        this.bidsOfEach = bidsOfEach;
    }

    /**
     * How many of the records are reserve prices; the others are bids.
     *
     * @param records of both kinds
     * @return a whole number, rounded down
     */
    public long countOf(long records) {
        return records / (bidsOfEach + 1);
    }

    @Override
    public Reserve apply(long sequence) {
        long random = random(sequence);
        return new Reserve(
                firstAuction + auctions.draw(sequence, random, sequence),
                Bids.price(random),
                Bids.FIRST_MILLIS + sequence);
    }

    /**
     * Makes some reserve prices that follow each other as columns.
     *
     * @param out filled from row 0
     * @param first sequence number
     * @param count how many
     */
    public void fill(ReserveColumns out, long first, int count) {
        for (int row = 0; row < count; row++) {
            long sequence = first + row;
            long random = random(sequence);
            out.auction[row] = firstAuction + auctions.draw(sequence, random, sequence);
            out.price[row] = Bids.price(random);
            out.timestamp[row] = Bids.FIRST_MILLIS + sequence;
        }
        out.size = count;
    }

    private static long random(long sequence) {
        return Bids.random(FIRST_RANDOM + sequence);
    }
}
