package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.peers.FeedOpener;
import java.io.Serial;
import java.io.Serializable;
import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * A bounded source without overhead: a reader knows what it reads from its index, so there are no splits to hand out, and
 * there is nothing to restore, since nothing is checkpointed.
 *
 * @param opener of its readers
 * @param <T> type of the records
 */
record FeedSource<T>(ReaderOpener<T> opener) implements Source<T, FeedSource.NoSplit, Integer> {

    @Serial
    private static final long serialVersionUID = 1L;

    /** Opens the readers. */
    interface ReaderOpener<T> extends Serializable {

        /** Opens that of one split of so many. */
        SourceReader<T, NoSplit> open(int split, int splits) throws Exception;
    }

    /** One whose records are there when they are asked for. */
    static <T> FeedSource<T> of(FeedOpener<T> feeds) {
        return new FeedSource<>((split, splits) -> new FeedReader<>(feeds.open(split, splits)));
    }

    /** Never made. */
    record NoSplit(String splitId) implements SourceSplit {}

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.BOUNDED;
    }

    @Override
    public SourceReader<T, NoSplit> createReader(SourceReaderContext context) throws Exception {
        return opener.open(context.getIndexOfSubtask(), context.currentParallelism());
    }

    @Override
    public SplitEnumerator<NoSplit, Integer> createEnumerator(SplitEnumeratorContext<NoSplit> context) {
        return new NoEnumerator();
    }

    @Override
    public SplitEnumerator<NoSplit, Integer> restoreEnumerator(
            SplitEnumeratorContext<NoSplit> context, Integer checkpoint) {
        return new NoEnumerator();
    }

    @Override
    public SimpleVersionedSerializer<NoSplit> getSplitSerializer() {
        return new NothingToStore<>();
    }

    @Override
    public SimpleVersionedSerializer<Integer> getEnumeratorCheckpointSerializer() {
        return new NothingToStore<>();
    }

    private static final class NoEnumerator implements SplitEnumerator<NoSplit, Integer> {

        @Override
        public void start() {}

        @Override
        public void handleSplitRequest(int subtask, String host) {}

        @Override
        public void addSplitsBack(List<NoSplit> splits, int subtask) {}

        @Override
        public void addReader(int subtask) {}

        @Override
        public Integer snapshotState(long checkpoint) {
            return 0;
        }

        @Override
        public void close() {}
    }

    private static final class NothingToStore<T> implements SimpleVersionedSerializer<T> {

        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(T value) {
            throw new UnsupportedOperationException("nothing is checkpointed");
        }

        @Override
        public T deserialize(int version, byte[] serialized) {
            throw new UnsupportedOperationException("nothing is checkpointed");
        }
    }
}
