package dev.millrace.benchmarks.query;

/** Hashes of results, so that answers of different orders can be compared by the sum of their hashes. */
public final class Hashes {

    private Hashes() {}

    /**
     * The first half of the finalizer of MurmurHash3.
     *
     * @param bits anything
     * @return well mixed
     */
    public static long mix(long bits) {
        long h = bits * 0xBF58476D1CE4E5B9L;
        return h ^ (h >>> 31);
    }

    /**
     * Of a bid that is a result. Reads every field, so that none can be left out.
     *
     * @param auction its auction
     * @param bidder its bidder
     * @param price its price
     * @param timestamp its time
     * @return the hash
     */
    public static long ofBid(long auction, long bidder, long price, long timestamp) {
        return mix(auction * 31 + bidder) + price * 31 + timestamp;
    }

    /**
     * Of a bid that is a result.
     *
     * @param bid the result
     * @return the hash
     */
    public static long ofBid(Bid bid) {
        return ofBid(bid.auction(), bid.bidder(), bid.price(), bid.timestamp());
    }

    /**
     * Of a window with the five aggregates.
     *
     * @param key of the window
     * @param start first millisecond of the window
     * @param count number of prices
     * @param sum of prices
     * @param average of prices
     * @param min least price
     * @param max greatest price
     * @return the hash
     */
    public static long ofWindow(long key, long start, long count, long sum, double average, long min, long max) {
        long h = mix(key * 31 + start);
        h = mix(h + count * 31 + sum);
        return mix(h + Double.doubleToRawLongBits(average) + min * 31 + max);
    }

    /**
     * Of a session. Its end and its average are left out: engines disagree on whether a record exactly one gap after the
     * last one joins, so their ends differ by a millisecond.
     *
     * @param key of the session
     * @param start its first record's millisecond
     * @param count number of prices
     * @param sum of prices
     * @param min least price
     * @param max greatest price
     * @return the hash
     */
    public static long ofSession(long key, long start, long count, long sum, long min, long max) {
        long h = mix(key * 31 + start);
        h = mix(h + count * 31 + sum);
        return mix(h + min * 31 + max);
    }

    /**
     * Of an update of a running aggregate.
     *
     * @param key whose aggregate
     * @param count number of prices so far
     * @param sum of prices so far
     * @param max greatest price so far
     * @return the hash
     */
    public static long ofUpdate(long key, long count, long sum, long max) {
        return mix(mix(key * 31 + count) + sum * 31 + max);
    }

    /**
     * Of a result of a join.
     *
     * @param key of both sides
     * @param price of the bid
     * @param reserve the reserve price
     * @param timestamp of the bid
     * @return the hash
     */
    public static long ofMatch(long key, long price, long reserve, long timestamp) {
        return mix(mix(key * 31 + timestamp) + price * 31 + reserve);
    }
}
