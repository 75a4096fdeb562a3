package dev.millrace.engine.store;

import dev.millrace.api.state.StoreChange;
import dev.millrace.api.state.StoreWatcher;
import dev.millrace.api.state.StoreWrite;
import dev.millrace.api.state.Watch;
import dev.millrace.engine.store.v1.Write;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The writes that wait for one watcher. Writers add to it and never wait; one thread of the executor at a time takes from it. When
 * there are too many, all that wait become a gap, and so does what comes before the watcher is told of it.
 */
final class QueuedWatch<K extends Comparable<? super K>, V> implements Watch {

    private final StoreWatcher<K, V> watcher;
    private final Executor executor;
    private final int writesMax;
    private final long startVersion;
    private final Runnable onClose;

    // Guarded by this.
    private final ArrayDeque<Write<K, V>> queue = new ArrayDeque<>();
    private long gapFrom;
    private long gapTo;
    private boolean isRunning;
    private boolean isClosed;
    private @Nullable Throwable failure;

    QueuedWatch(
            StoreWatcher<K, V> watcher, Executor executor, int writesMax, long startVersion, WatchList<K, V> owner) {
        this.watcher = watcher;
        this.executor = executor;
        this.writesMax = writesMax;
        this.startVersion = startVersion;
        onClose = () -> owner.remove(this);
    }

    /** Adds a write; called in the order of versions. */
    synchronized void offer(Write<K, V> write) {
        if (isClosed) {
            return;
        }
        if (gapTo == 0 && queue.size() < writesMax) {
            queue.add(write);
            return;
        }
        if (gapTo == 0) {
            gapFrom = queue.getFirst().version();
            queue.clear();
        }
        gapTo = write.version();
    }

    /** Has the executor call the watcher if there is something to tell. */
    void deliver() {
        synchronized (this) {
            if (isRunning || isClosed || isEmpty()) {
                return;
            }
            isRunning = true;
        }
        try {
            executor.execute(this::run);
        } catch (RuntimeException rejected) {
            // The write that brought us here has succeeded, and its caller has nothing to do with this.
            fail(rejected);
        }
    }

    private boolean isEmpty() {
        return queue.isEmpty() && gapTo == 0;
    }

    private void run() {
        Runnable call = next();
        while (call != null) {
            try {
                call.run();
            } catch (RuntimeException | Error thrown) {
                fail(thrown);
            }
            call = next();
        }
    }

    private synchronized @Nullable Runnable next() {
        if (isClosed || isEmpty()) {
            isRunning = false;
            return null;
        }
        if (gapTo != 0) {
            long from = gapFrom;
            long to = gapTo;
            gapTo = 0;
            return () -> watcher.onGap(from, to);
        }
        Write<K, V> write = queue.removeFirst();
        return () -> watcher.onWrite(
                new StoreWrite<>(write.version(), Instant.ofEpochMilli(write.timeMillis()), changesOf(write)));
    }

    private static <K, V> List<StoreChange<K, V>> changesOf(Write<K, V> write) {
        return Collections.unmodifiableList(write.changes());
    }

    private void fail(Throwable thrown) {
        synchronized (this) {
            failure = thrown;
        }
        close();
    }

    @Override
    public long startVersion() {
        return startVersion;
    }

    @Override
    public synchronized @Nullable Throwable failure() {
        return failure;
    }

    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
            queue.clear();
            gapTo = 0;
        }
        onClose.run();
    }
}
