package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.peers.EndedThreads;
import dev.millrace.benchmarks.peers.Feed;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;

/**
 * Emits many records a call, which is cheaper than one.
 *
 * @param <T> type of the records
 */
final class FeedReader<T> implements SourceReader<T, FeedSource.NoSplit> {

    private static final int RECORDS_OF_A_POLL = 256;

    private final Feed<T> feed;

    FeedReader(Feed<T> feed) {
        this.feed = feed;
    }

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<T> output) {
        for (int i = 0; i < RECORDS_OF_A_POLL; i++) {
            T next = feed.next();
            if (next == null) {
                return InputStatus.END_OF_INPUT;
            }
            output.collect(next);
        }
        return InputStatus.MORE_AVAILABLE;
    }

    @Override
    public List<FeedSource.NoSplit> snapshotState(long checkpoint) {
        return List.of();
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void addSplits(List<FeedSource.NoSplit> splits) {}

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void close() {
        feed.close();
        EndedThreads.iAmAboutToEnd();
    }
}
