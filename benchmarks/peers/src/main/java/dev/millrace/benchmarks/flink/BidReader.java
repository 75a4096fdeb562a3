package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.peers.EndedThreads;
import dev.millrace.benchmarks.peers.Feed;
import dev.millrace.benchmarks.peers.LocalRun;
import dev.millrace.benchmarks.query.Bid;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;

/** Emits many bids a call, which is cheaper than one. */
final class BidReader implements SourceReader<Bid, BidSource.NoSplit> {

    private static final int RECORDS_OF_A_POLL = 256;

    private final Feed feed;

    BidReader(int index, int parallelism) throws IOException {
        feed = LocalRun.current().feed(index, parallelism);
    }

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<Bid> output) {
        for (int i = 0; i < RECORDS_OF_A_POLL; i++) {
            Bid bid = feed.next();
            if (bid == null) {
                return InputStatus.END_OF_INPUT;
            }
            output.collect(bid);
        }
        return InputStatus.MORE_AVAILABLE;
    }

    @Override
    public List<BidSource.NoSplit> snapshotState(long checkpoint) {
        return List.of();
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void addSplits(List<BidSource.NoSplit> splits) {}

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void close() {
        feed.close();
        EndedThreads.iAmAboutToEnd();
    }
}
