package dev.millrace.benchmarks.jet;

import com.hazelcast.jet.Traverser;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.EventTimeMapper;
import com.hazelcast.jet.core.EventTimePolicy;
import dev.millrace.benchmarks.peers.Feed;
import dev.millrace.benchmarks.peers.LocalRun;
import dev.millrace.benchmarks.query.Bid;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A source that ends; with a policy it adds timestamps and watermarks. */
final class BidProcessor extends AbstractProcessor {

    private final @Nullable EventTimeMapper<Bid> times;

    // Set by init, before anything else.
    @SuppressWarnings("NullAway.Init")
    private Feed feed;

    @SuppressWarnings("NullAway.Init")
    private Traverser<?> items;

    BidProcessor(@Nullable EventTimePolicy<? super Bid> policy) {
        times = policy == null ? null : new EventTimeMapper<>(policy);
    }

    @Override
    protected void init(Context context) throws IOException {
        feed = LocalRun.current().feed(context.localProcessorIndex(), context.localParallelism());
        Traverser<Bid> bids = feed::next;
        if (times == null) {
            items = bids;
        } else {
            times.addPartitions(1);
            items = bids.flatMap(bid -> times.flatMapEvent(bid, 0, EventTimeMapper.NO_NATIVE_TIME));
        }
    }

    @Override
    public boolean complete() {
        return emitFromTraverser(items);
    }

    @Override
    public void close() {
        feed.close();
    }
}
