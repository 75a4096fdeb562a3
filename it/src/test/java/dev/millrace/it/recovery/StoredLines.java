package dev.millrace.it.recovery;

import dev.millrace.api.connector.EpochSink;
import java.util.ArrayList;
import java.util.List;

/** Keeps what was committed to it, by this process or by what one before left in a checkpoint. */
final class StoredLines implements EpochSink<String> {

    final List<String> lines = new ArrayList<>();
    private long last;

    @Override
    public long lastCommittedEpoch() {
        return last;
    }

    @Override
    public void commit(long epoch, List<String> outputs) {
        lines.addAll(outputs);
        last = epoch;
    }
}
