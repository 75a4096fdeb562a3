package dev.millrace.benchmarks.flink;

import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** Gives the only split to the only reader, once: after a restart the reader has it. Its state is whether it has done so. */
final class LoadEnumerator implements SplitEnumerator<LoadSplit, Boolean> {

    private final SplitEnumeratorContext<LoadSplit> context;
    private boolean isGiven;

    LoadEnumerator(SplitEnumeratorContext<LoadSplit> context, boolean isGiven) {
        this.context = context;
        this.isGiven = isGiven;
    }

    @Override
    public void start() {}

    @Override
    public void handleSplitRequest(int subtask, String host) {}

    @Override
    public void addSplitsBack(List<LoadSplit> splits, int subtask) {
        throw new IllegalStateException("a reader has failed, and trials have no second try");
    }

    @Override
    public void addReader(int subtask) {
        if (!isGiven) {
            isGiven = true;
            context.assignSplit(LoadSplit.BEGINNING, subtask);
        }
    }

    @Override
    public Boolean snapshotState(long checkpoint) {
        return isGiven;
    }

    @Override
    public void close() {}

    /** Writes the state. */
    static final class Serializer implements SimpleVersionedSerializer<Boolean> {

        @Override
        public int getVersion() {
            return 1;
        }

        @Override
        public byte[] serialize(Boolean state) {
            return new byte[] {(byte) (state ? 1 : 0)};
        }

        @Override
        public Boolean deserialize(int version, byte[] serialized) {
            return serialized[0] == 1;
        }
    }
}
