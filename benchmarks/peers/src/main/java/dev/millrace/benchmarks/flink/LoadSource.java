package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.query.Bid;
import java.io.Serial;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** The load of a trial. One reader, because an update depends on the order of all bids of its key. */
record LoadSource() implements Source<Bid, LoadSplit, Boolean> {

    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SourceReader<Bid, LoadSplit> createReader(SourceReaderContext context) {
        return new LoadReader();
    }

    @Override
    public SplitEnumerator<LoadSplit, Boolean> createEnumerator(SplitEnumeratorContext<LoadSplit> context) {
        return new LoadEnumerator(context, false);
    }

    @Override
    public SplitEnumerator<LoadSplit, Boolean> restoreEnumerator(
            SplitEnumeratorContext<LoadSplit> context, Boolean isGiven) {
        return new LoadEnumerator(context, isGiven);
    }

    @Override
    public SimpleVersionedSerializer<LoadSplit> getSplitSerializer() {
        return new LoadSplit.Serializer();
    }

    @Override
    public SimpleVersionedSerializer<Boolean> getEnumeratorCheckpointSerializer() {
        return new LoadEnumerator.Serializer();
    }
}
