package dev.millrace.benchmarks.jet;

import com.hazelcast.jet.Traverser;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.EventTimeMapper;
import com.hazelcast.jet.core.EventTimePolicy;
import dev.millrace.benchmarks.peers.Feed;
import dev.millrace.benchmarks.peers.FeedOpener;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A source that ends; with a policy it adds timestamps and watermarks.
 *
 * @param <T> type of the records
 */
final class FeedProcessor<T> extends AbstractProcessor {

    private final FeedOpener<T> opener;
    private final @Nullable EventTimeMapper<T> times;

    // Set by init, before anything else.
    @SuppressWarnings("NullAway.Init")
    private Feed<T> feed;

    @SuppressWarnings("NullAway.Init")
    private Traverser<?> items;

    FeedProcessor(FeedOpener<T> opener, @Nullable EventTimePolicy<? super T> policy) {
        this.opener = opener;
        times = policy == null ? null : new EventTimeMapper<>(policy);
    }

    @Override
    protected void init(Context context) throws IOException {
        feed = opener.open(context.localProcessorIndex(), context.localParallelism());
        Traverser<T> records = feed::next;
        if (times == null) {
            items = records;
        } else {
            times.addPartitions(1);
            items = records.flatMap(record -> times.flatMapEvent(record, 0, EventTimeMapper.NO_NATIVE_TIME));
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
