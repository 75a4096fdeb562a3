package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.latency.OfferedBids;
import dev.millrace.benchmarks.query.Bid;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;

/** Emits what is due, up to so many records a call; when nothing is it asks to be called again soon. */
final class OfferReader implements SourceReader<Bid, FeedSource.NoSplit> {

    private static final int RECORDS_OF_A_POLL = 256;
    private static final long WAIT_MICROS = 20;

    private final OfferedBids bids;

    OfferReader(OfferedBids bids) {
        this.bids = bids;
    }

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<Bid> output) {
        for (int i = 0; i < RECORDS_OF_A_POLL && bids.isDue(); i++) {
            output.collect(bids.next());
        }
        if (bids.hasEnded()) {
            return InputStatus.END_OF_INPUT;
        }
        return bids.isDue() ? InputStatus.MORE_AVAILABLE : InputStatus.NOTHING_AVAILABLE;
    }

    @Override
    public List<FeedSource.NoSplit> snapshotState(long checkpoint) {
        return List.of();
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return bids.isDue() || bids.hasEnded()
                ? CompletableFuture.completedFuture(null)
                : new CompletableFuture<Void>().completeOnTimeout(null, WAIT_MICROS, TimeUnit.MICROSECONDS);
    }

    @Override
    public void addSplits(List<FeedSource.NoSplit> splits) {}

    @Override
    public void notifyNoMoreSplits() {}

    @Override
    public void close() {}
}
