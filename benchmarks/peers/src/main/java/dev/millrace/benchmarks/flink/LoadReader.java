package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.recovery.Load;
import dev.millrace.benchmarks.recovery.Trial;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/** Emits many records a call, which is cheaper than one, until the trial is stopped; then it waits for ever. */
final class LoadReader implements SourceReader<Bid, LoadSplit> {

    private static final int RECORDS_OF_A_POLL = 256;

    private final Trial trial = Trial.current();
    private CompletableFuture<Void> available = new CompletableFuture<>();
    private @Nullable Load load;

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<Bid> output) {
        Load from = load;
        if (from == null || !from.hasMore()) {
            if (from != null) {
                available = new CompletableFuture<>();
            }
            return InputStatus.NOTHING_AVAILABLE;
        }
        for (int i = 0; i < RECORDS_OF_A_POLL; i++) {
            output.collect(from.next());
        }
        return InputStatus.MORE_AVAILABLE;
    }

    @Override
    public List<LoadSplit> snapshotState(long checkpoint) {
        return load == null ? List.of() : List.of(new LoadSplit(load.position()));
    }

    @Override
    public void notifyCheckpointComplete(long checkpoint) {
        trial.onCheckpointComplete();
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return available;
    }

    @Override
    public void addSplits(List<LoadSplit> splits) {
        byte[] position = splits.get(0).position();
        load = new Load(trial, position.length == 0 ? null : position);
        available.complete(null);
    }

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void close() {}
}
