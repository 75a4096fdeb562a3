package dev.millrace.engine.store;

import static java.util.Objects.requireNonNull;

import dev.millrace.api.state.Retention;
import dev.millrace.api.state.StateStore;
import dev.millrace.api.state.StoreChange;
import dev.millrace.api.state.StoreRevision;
import dev.millrace.api.state.StoreView;
import dev.millrace.api.state.StoreWatcher;
import dev.millrace.api.state.StoreWrite;
import dev.millrace.api.state.Watch;
import dev.millrace.api.state.WriteBatch;
import dev.millrace.api.storage.Storage;
import dev.millrace.engine.store.v1.Write;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The store. A write: with the table's lock it is encoded into the log's next group and put on the chains; without it, it is
 * waited for until it is durable; by then it has been published. A read takes the published version and follows the chains.
 */
public final class VersionedStore<K extends Comparable<? super K>, V> implements StateStore<K, V> {

    private final StoreSettings settings;
    private final VersionedTable<K, V> table;
    private final WatchList<K, V> watches;
    private final Reads<K, V> reads;
    private final Compaction<K, V> compaction;
    private final @Nullable CommitLog<K, V> log;
    private final @Nullable Storage storage;

    // Guarded by the table's lock.
    private long lastVersion;
    private long lastTimeMillis = Long.MIN_VALUE;

    private volatile boolean isClosed;

    private VersionedStore(StoreSettings settings, @Nullable Storage storage) throws IOException {
        this.settings = settings;
        this.storage = storage;
        table = new VersionedTable<>(settings.retention());
        watches = new WatchList<>(table);
        reads = new Reads<>(table);
        if (storage == null) {
            log = null;
        } else {
            Recovered<K, V> recovered = new Recovery<>(storage, table, settings.codecs()).run();
            lastVersion = recovered.version();
            lastTimeMillis = recovered.timeMillis();
            log = new CommitLog<>(storage, table.lock, watches::publish, recovered, settings.codecs());
        }
        compaction = new Compaction<>(storage, table, log, settings);
    }

    /** Makes one that lives as long as the process. */
    public static <K extends Comparable<? super K>, V> VersionedStore<K, V> inMemory(StoreSettings settings) {
        try {
            return new VersionedStore<>(settings, null);
        } catch (IOException impossible) {
            throw new AssertionError("there is no storage that could fail", impossible);
        }
    }

    /**
     * Opens one.
     *
     * @param storage closed with the store, or if it cannot be opened
     */
    public static <K extends Comparable<? super K>, V> VersionedStore<K, V> open(
            StoreSettings settings, Storage storage) throws IOException {
        boolean isOpen = false;
        try {
            VersionedStore<K, V> store = new VersionedStore<>(settings, storage);
            isOpen = true;
            return store;
        } finally {
            if (!isOpen) {
                storage.close();
            }
        }
    }

    @Override
    public long put(K key, String field, V value) {
        StoreChange<K, V> change = new StoreChange<>(
                requireNonNull(key, "key"), requireNonNull(field, "field"), requireNonNull(value, "value"));
        long version;
        table.lock.lock();
        try {
            version = append(List.of(change), Map.of());
        } finally {
            table.lock.unlock();
        }
        return complete(version);
    }

    @Override
    public long delete(K key, String field) {
        return write(new WriteBatch<K, V>().delete(key, field));
    }

    @Override
    public long delete(K key) {
        return write(new WriteBatch<K, V>().delete(key));
    }

    @Override
    public long write(WriteBatch<K, V> batch) {
        long version;
        table.lock.lock();
        try {
            version = append(new ChangeCollector<>(table).collect(batch), Map.copyOf(batch.marks()));
        } finally {
            table.lock.unlock();
        }
        return complete(version);
    }

    private long append(List<StoreChange<K, V>> changes, Map<String, Long> marks) {
        requireOpen();
        if (changes.isEmpty() && marks.isEmpty()) {
            return lastVersion;
        }
        // Never back, whatever the clock does: versions and times have one order.
        long timeMillis = Math.max(settings.clock().millis(), lastTimeMillis);
        Write<K, V> write = new Write<>(lastVersion + 1, timeMillis, changes, marks);
        if (log != null) {
            log.append(write);
        }
        table.apply(write);
        lastVersion = write.version();
        lastTimeMillis = timeMillis;
        if (log == null) {
            watches.publish(List.of(write));
        }
        return lastVersion;
    }

    private long complete(long version) {
        if (log != null) {
            log.await(version);
        }
        watches.deliver();
        compaction.beginIfDue();
        return version;
    }

    @Override
    public @Nullable V get(K key, String field) {
        requireOpen();
        return reads.get(key, field);
    }

    @Override
    public Map<String, V> getAll(K key) {
        requireOpen();
        return reads.getAll(key);
    }

    @Override
    public Map<K, Map<String, V>> getAll(Collection<? extends K> keys) {
        requireOpen();
        return reads.getAll(keys);
    }

    @Override
    public @Nullable V getAsOf(K key, String field, long version) {
        requireOpen();
        return reads.getAsOf(key, field, reads.moment(version));
    }

    @Override
    public @Nullable V getAsOf(K key, String field, Instant time) {
        requireOpen();
        return reads.getAsOf(key, field, new Moment(table.published(), time.toEpochMilli()));
    }

    @Override
    public List<StoreRevision<V>> history(K key, String field) {
        requireOpen();
        return reads.history(key, field);
    }

    @Override
    public long version() {
        requireOpen();
        return table.published();
    }

    @Override
    public long version(K key) {
        requireOpen();
        return reads.version(key);
    }

    @Override
    public long mark(String name) {
        requireOpen();
        return table.mark(requireNonNull(name, "name"));
    }

    @Override
    public List<StoreWrite<K, V>> writesAfter(long version) {
        requireOpen();
        try (TableView<K, V> held = TableView.open(table, () -> reads.moment(version))) {
            return reads.writesAfter(held.version());
        }
    }

    @Override
    public StoreView<K, V> view() {
        requireOpen();
        return TableView.open(table, () -> Moment.ofVersion(table.published()));
    }

    @Override
    public StoreView<K, V> viewAsOf(long version) {
        requireOpen();
        return TableView.open(table, () -> reads.moment(version));
    }

    @Override
    public StoreView<K, V> viewAsOf(Instant time) {
        requireOpen();
        return TableView.open(table, () -> new Moment(table.published(), time.toEpochMilli()));
    }

    @Override
    public Watch watch(StoreWatcher<K, V> watcher, Executor executor, int writesMax) {
        requireOpen();
        if (writesMax < 1) {
            throw new IllegalArgumentException("at least 1 write has to wait for the watcher, got " + writesMax);
        }
        return watches.add(requireNonNull(watcher, "watcher"), requireNonNull(executor, "executor"), writesMax);
    }

    @Override
    public void compact() {
        compact(settings.retention());
    }

    @Override
    public void compact(Retention kept) {
        requireOpen();
        compaction.run(requireNonNull(kept, "kept"));
    }

    private void requireOpen() {
        if (isClosed) {
            throw new IllegalStateException("the store is closed; open it again");
        }
    }

    @Override
    public void close() {
        compaction.close();
        table.lock.lock();
        try {
            if (isClosed) {
                return;
            }
            isClosed = true;
        } finally {
            table.lock.unlock();
        }
        if (log != null && storage != null) {
            try (storage) {
                log.close();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
    }
}
