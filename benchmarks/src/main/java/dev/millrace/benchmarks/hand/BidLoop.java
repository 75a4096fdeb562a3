package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Bid;

/** A loop's body for bids, whether they are objects or rows. */
abstract class BidLoop extends HandLoop<Bid> {

    /** Takes the fields of a bid. */
    abstract void add(long auction, long bidder, long price, long timestamp) throws Exception;

    @Override
    final void add(Bid bid) throws Exception {
        add(bid.auction(), bid.bidder(), bid.price(), bid.timestamp());
    }

    @Override
    final long keyOf(Bid bid) {
        return bid.auction();
    }
}
