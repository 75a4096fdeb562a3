package dev.millrace.benchmarks.latency;

import dev.millrace.benchmarks.query.Bid;

/** The bids of one split: as many as are due, never more. Owned by one thread. */
public final class OfferedBids {

    private final Offer offer;
    private final int step;
    private final long end;
    private final long startNanos;
    private long next;

    /** The number behind the last bid that was due when the clock was looked at last. */
    private long dueEnd;

    OfferedBids(Offer offer, int split) {
        this.offer = offer;
        step = offer.splits();
        end = offer.end();
        startNanos = offer.startNanos();
        next = split;
    }

    /**
     * Whether all bids have been taken.
     *
     * @return true at the end
     */
    public boolean hasEnded() {
        return next >= end;
    }

    /**
     * Whether a bid is due that has not been taken. Looks at the clock if none is that was due when it looked last.
     *
     * @return true if {@link #next} may be called
     */
    public boolean isDue() {
        if (next >= dueEnd) {
            long nanos = System.nanoTime() - startNanos;
            dueEnd = offer.dueEnd(nanos);
            if (next < dueEnd) {
                offer.onTaken(next, nanos);
            }
        }
        return next < dueEnd;
    }

    /**
     * Takes the next bid.
     *
     * @return the bid
     */
    public Bid next() {
        Bid bid = offer.bid(next);
        next += step;
        return bid;
    }

    /**
     * The number of the bid that would be taken next.
     *
     * @return its place among the bids of all splits
     */
    public long sequence() {
        return next;
    }
}
