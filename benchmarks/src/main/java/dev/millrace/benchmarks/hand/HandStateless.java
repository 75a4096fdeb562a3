package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Hashes;
import dev.millrace.benchmarks.query.Operation.FilterMap;

/** The stateless queries: two threads share the bids and have nothing to tell each other. Frozen. */
final class HandStateless {

    private HandStateless() {}

    /** Every bid is a result. */
    static final class PassThrough extends BidLoop {

        private final Answer.Tally tally = new Answer.Tally();

        @Override
        void add(long auction, long bidder, long price, long timestamp) {
            tally.add(Hashes.ofBid(auction, bidder, price, timestamp));
        }

        @Override
        boolean isKeyed() {
            return false;
        }

        @Override
        Answer end() {
            return tally.answer();
        }
    }

    /** Every second bid, its price in another currency. */
    static final class FilterAndMap extends BidLoop {

        private final Answer.Tally tally = new Answer.Tally();

        @Override
        void add(long auction, long bidder, long price, long timestamp) {
            if (FilterMap.isWanted(price)) {
                tally.add(Hashes.ofBid(auction, bidder, FilterMap.convert(price), timestamp));
            }
        }

        @Override
        boolean isKeyed() {
            return false;
        }

        @Override
        Answer end() {
            return tally.answer();
        }
    }
}
