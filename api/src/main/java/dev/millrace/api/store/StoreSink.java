package dev.millrace.api.store;

import dev.millrace.api.connector.EpochSink;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.state.StateStore;
import dev.millrace.api.state.WriteBatch;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes results of a job into a store. Made by {@link Stores#writes}.
 *
 * @param <T> type of the results
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public final class StoreSink<T, K extends Comparable<? super K>, V> implements EpochSink<T> {

    private static final String MARK_PREFIX = "sink.";

    private final String mark;
    private final StateStore<K, V> store;
    private final ThrowingFunction<? super T, ? extends K> key;
    private final ThrowingFunction<? super T, String> field;
    private final ThrowingFunction<? super T, ? extends @Nullable V> value;

    StoreSink(
            String name,
            StateStore<K, V> store,
            ThrowingFunction<? super T, ? extends K> key,
            ThrowingFunction<? super T, String> field,
            ThrowingFunction<? super T, ? extends @Nullable V> value) {
        if (name.isBlank()) {
            throw new IllegalArgumentException(
                    "a sink into a store needs a name, by which the store knows what it has of it; got '" + name + "'");
        }
        mark = MARK_PREFIX + name;
        this.store = Objects.requireNonNull(store, "store");
        this.key = Objects.requireNonNull(key, "key");
        this.field = Objects.requireNonNull(field, "field");
        this.value = Objects.requireNonNull(value, "value");
    }

    @Override
    public long lastCommittedEpoch() {
        return store.mark(mark);
    }

    /** Writes one batch. */
    @Override
    public void commit(long epoch, List<T> outputs) throws Exception {
        WriteBatch<K, V> batch = new WriteBatch<>();
        for (T output : outputs) {
            V written = value.apply(output);
            if (written == null) {
                batch.delete(key.apply(output), field.apply(output));
            } else {
                batch.put(key.apply(output), field.apply(output), written);
            }
        }
        store.write(batch.mark(mark, epoch));
    }

    @Override
    public String describe() {
        return "state store, as '" + mark.substring(MARK_PREFIX.length()) + "'";
    }
}
