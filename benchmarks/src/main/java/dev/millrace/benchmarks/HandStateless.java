package dev.millrace.benchmarks;

/**
 * The stateless queries as loops. Frozen: what Millrace is measured against may only be made faster.
 */
final class HandStateless {

    private HandStateless() {}

    static Answer passThrough(Records<Bid> bids, long records) throws Exception {
        Answer.Tally tally = new Answer.Tally();
        for (long i = 0; i < records; i++) {
            tally.add(hash(bids.next(i)));
        }
        return tally.answer();
    }

    /** Every second bid, its price in another currency. */
    static Answer filterAndMap(Records<Bid> bids, long records) throws Exception {
        Answer.Tally tally = new Answer.Tally();
        for (long i = 0; i < records; i++) {
            Bid bid = bids.next(i);
            if ((bid.price() & 1) == 0) {
                tally.add(hash(new Bid(bid.auction(), bid.bidder(), bid.price() * 908 / 1000, bid.timestamp())));
            }
        }
        return tally.answer();
    }

    /** Reads every field, so that none can be left out. */
    static long hash(Bid bid) {
        return Answer.mix(bid.auction() * 31 + bid.bidder()) + bid.price() * 31 + bid.timestamp();
    }
}
