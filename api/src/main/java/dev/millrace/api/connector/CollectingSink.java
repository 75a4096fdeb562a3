package dev.millrace.api.connector;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps all records in memory, for tests and small results. Thread-safe.
 *
 * @param <T> type of the records
 */
public final class CollectingSink<T> implements Sink<T> {

    private final List<T> records = new ArrayList<>();

    /** Makes an empty one. */
    public CollectingSink() {}

    /**
     * What was written so far.
     *
     * @return a copy, in order of writing
     */
    public List<T> records() {
        synchronized (records) {
            return List.copyOf(records);
        }
    }

    @Override
    public SinkWriter<T> open(WriterContext context) {
        return batch -> {
            synchronized (records) {
                for (int i = 0; i < batch.size(); i++) {
                    records.add(batch.get(i));
                }
            }
        };
    }

    @Override
    public Guarantee guarantee() {
        return Guarantee.AT_LEAST_ONCE;
    }

    @Override
    public String describe() {
        return "in memory";
    }
}
