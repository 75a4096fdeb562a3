package dev.millrace.testkit.pipelines;

import dev.millrace.api.connector.EpochSink;
import java.util.ArrayList;
import java.util.List;

/** Stands for a database outside: stores outputs and the number of their epoch in one step, and refuses an epoch it has. */
final class StoringSink<T> implements EpochSink<T> {

    private final List<T> stored = new ArrayList<>();
    private long last;

    @Override
    public long lastCommittedEpoch() {
        return last;
    }

    @Override
    public void commit(long epoch, List<T> outputs) {
        if (epoch <= last) {
            throw new IllegalStateException("epoch " + epoch + " comes after epoch " + last);
        }
        stored.addAll(outputs);
        last = epoch;
    }

    List<T> records() {
        return List.copyOf(stored);
    }
}
