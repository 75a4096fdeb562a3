package dev.millrace.engine.store;

import dev.millrace.api.state.Retention;
import dev.millrace.api.storage.Storage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Forgets, and replaces the log by a snapshot: by order of somebody, or on an executor when the log has grown. */
final class Compaction<K extends Comparable<? super K>, V> {

    private final @Nullable Storage storage;
    private final VersionedTable<K, V> table;
    private final @Nullable CommitLog<K, V> log;
    private final StoreSettings settings;

    /** Held by whoever compacts. */
    private final ReentrantLock running = new ReentrantLock();

    /** Length of the log at which the executor is asked next. */
    private final AtomicLong nextAtBytes;

    // Guarded by running.
    private boolean isClosed;

    Compaction(
            @Nullable Storage storage,
            VersionedTable<K, V> table,
            @Nullable CommitLog<K, V> log,
            StoreSettings settings) {
        this.storage = storage;
        this.table = table;
        this.log = log;
        this.settings = settings;
        nextAtBytes = new AtomicLong(settings.logBytesMax());
    }

    void beginIfDue() {
        Executor executor = settings.compactor();
        if (executor == null || log == null) {
            return;
        }
        long bytes = log.bytes();
        long at = nextAtBytes.get();
        // The next time is set at once: nobody else asks, and if this fails it is tried again when the log has grown
        // further.
        if (bytes >= at && nextAtBytes.compareAndSet(at, bytes + settings.logBytesMax())) {
            try {
                executor.execute(() -> run(settings.retention()));
            } catch (RejectedExecutionException busy) {
                // The write that brought us here has succeeded; the log just grows on.
                assert nextAtBytes.get() > bytes : "asked too often";
            }
        }
    }

    void run(Retention kept) {
        running.lock();
        try {
            if (!isClosed) {
                table.trim(kept, settings.clock().millis());
                if (log != null && storage != null) {
                    snapshot(log, storage);
                    nextAtBytes.set(settings.logBytesMax());
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(new IOException(
                    "no snapshot in " + (storage == null ? "" : storage.describe()) + ": " + failed.getMessage(),
                    failed));
        } finally {
            running.unlock();
        }
    }

    private void snapshot(CommitLog<K, V> from, Storage into) throws IOException {
        // Held from before the log is changed: so nothing of what is in the old logs is trimmed while it is written.
        try (TableView<K, V> held = TableView.open(table, () -> Moment.ofVersion(table.published()))) {
            CommitLog.Beginning beginning = from.rotate();
            assert held.version() <= beginning.version() : "a log begins before what can be read";
            new Snapshot<>(into, table, Moment.ofVersion(beginning.version()), settings.codecs())
                    .write(beginning.number(), beginning.timeMillis());
        }
    }

    /** Waits for one that is running; there is none afterwards. */
    void close() {
        running.lock();
        try {
            isClosed = true;
        } finally {
            running.unlock();
        }
    }
}
