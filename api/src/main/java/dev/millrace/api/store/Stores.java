package dev.millrace.api.store;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.state.StateStore;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.UpsertTable;
import org.jspecify.annotations.Nullable;

/**
 * Connects pipelines with stores of the program.
 *
 * <pre>{@code
 * Table<String, Long> limits = Stores.table(pipeline, "limits", store, "limit");
 * totals.write("totals", Stores.writes("totals", store, Total::account, total -> "total", Total::cents));
 * }</pre>
 */
public final class Stores {

    private Stores() {}

    /**
     * Reads a store: first what is in it, in the order in which it was written, and then every change as it comes.
     *
     * @param store open for as long as the job runs
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return a source that does not end; see {@link StoreSource#until}
     */
    public static <K extends Comparable<? super K>, V> StoreSource<K, V> changes(StateStore<K, V> store) {
        return new StoreSource<>(store, Long.MAX_VALUE);
    }

    /**
     * Makes a table of one field of a store, which follows it. For the value at the time of a record, use {@link
     * UpsertTable#versioned()}; times are those of the store's clock.
     *
     * @param pipeline that is to have the table
     * @param name of the table, unique in the pipeline
     * @param store open for as long as the job runs
     * @param field whose values are those of the table; deleting it deletes the row
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return the table
     */
    @SuppressWarnings("NullAway") // a null value is one that is deleted
    public static <K extends Comparable<? super K>, V> UpsertTable<StoreUpdate<K, V>, K, V> table(
            Pipeline pipeline, String name, StateStore<K, V> store, String field) {
        ThrowingFunction<StoreUpdate<K, V>, @Nullable V> value = StoreUpdate::value;
        return pipeline.read(name + ".store", changes(store).sourceTime())
                .filter(update -> update.field().equals(field))
                .keyBy(StoreUpdate<K, V>::key)
                .toTable(name, value);
    }

    /**
     * Writes results into a store, those of an epoch at once and each exactly once: with them the store notes the epoch, under
     * {@code sink.} and the name, so a job that goes on from a checkpoint knows what is there already.
     *
     * @param name unique among the sinks that write to the store, and the same in every run
     * @param store open for as long as the job runs; it must last as long as the job's checkpoints do
     * @param key of the cell
     * @param field of the cell
     * @param value of the cell; null deletes it
     * @param <T> type of the results
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return a sink for a job with checkpoints
     */
    public static <T, K extends Comparable<? super K>, V> StoreSink<T, K, V> writes(
            String name,
            StateStore<K, V> store,
            ThrowingFunction<? super T, ? extends K> key,
            ThrowingFunction<? super T, String> field,
            ThrowingFunction<? super T, ? extends @Nullable V> value) {
        return new StoreSink<>(name, store, key, field, value);
    }
}
