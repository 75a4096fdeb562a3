package dev.millrace.benchmarks.query;

import java.io.Serializable;

/**
 * A result of a join.
 *
 * @param auction the key
 * @param price of the bid
 * @param reserve the reserve price
 * @param timestamp of the bid
 */
public record Match(long auction, long price, long reserve, long timestamp) implements Serializable {

    /**
     * A bid and a reserve price of the same auction.
     *
     * @param bid the left record
     * @param reserve the right record
     * @return the result
     */
    public static Match of(Bid bid, Reserve reserve) {
        return new Match(bid.auction(), bid.price(), reserve.price(), bid.timestamp());
    }

    /**
     * For the answer.
     *
     * @return from {@link Hashes}
     */
    public long hash() {
        return Hashes.ofMatch(auction, price, reserve, timestamp);
    }
}
