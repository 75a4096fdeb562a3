package dev.millrace.benchmarks.jet;

import com.hazelcast.jet.Traverser;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.EventTimeMapper;
import com.hazelcast.jet.core.EventTimePolicy;
import dev.millrace.benchmarks.latency.Offer;
import dev.millrace.benchmarks.latency.OfferedBids;
import dev.millrace.benchmarks.query.Bid;

/** Emits what is due, with timestamps and watermarks. */
final class OfferProcessor extends AbstractProcessor {

    private final EventTimeMapper<Bid> times;

    // Set by init, before anything else.
    @SuppressWarnings("NullAway.Init")
    private OfferedBids bids;

    @SuppressWarnings("NullAway.Init")
    private Traverser<Object> items;

    OfferProcessor(EventTimePolicy<? super Bid> policy) {
        times = new EventTimeMapper<>(policy);
        times.addPartitions(1);
    }

    @Override
    protected void init(Context context) {
        bids = Offer.current().open(context.localProcessorIndex());
        Traverser<Bid> due = () -> bids.isDue() ? bids.next() : null;
        items = due.flatMap(bid -> times.flatMapEvent(bid, 0, EventTimeMapper.NO_NATIVE_TIME));
    }

    @Override
    public boolean complete() {
        // What is not due yet ends the traverser for now.
        return emitFromTraverser(items) && bids.hasEnded();
    }
}
