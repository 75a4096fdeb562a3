package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Bid;

/** The hand-written loop over tumbling windows of bids that come in order of time, for whoever brings bids himself. Owned by one thread. */
public final class HandWindows {

    private final HandTumbling loop;

    /**
     * Without bids.
     *
     * @param sizeMillis length of a window
     * @param output takes the results, as soon as a later window begins
     */
    public HandWindows(long sizeMillis, WindowOutput output) {
        loop = new HandTumbling(sizeMillis, 0, output);
    }

    /**
     * Takes a bid.
     *
     * @param bid no earlier than those before
     */
    public void add(Bid bid) {
        loop.add(bid.auction(), bid.bidder(), bid.price(), bid.timestamp());
    }

    /**
     * Ends the input; the window that is open gives its results.
     *
     * @return what the output says of all results
     */
    public Answer end() {
        return loop.end();
    }
}
