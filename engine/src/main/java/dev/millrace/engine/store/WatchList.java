package dev.millrace.engine.store;

import dev.millrace.api.state.StoreWatcher;
import dev.millrace.api.state.Watch;
import dev.millrace.engine.store.v1.Write;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/** Publishes writes: to readers, then to watchers. Its monitor is held for that, so that each watch has an exact beginning. */
final class WatchList<K extends Comparable<? super K>, V> {

    private final VersionedTable<K, V> table;
    private final CopyOnWriteArrayList<QueuedWatch<K, V>> watches = new CopyOnWriteArrayList<>();

    WatchList(VersionedTable<K, V> table) {
        this.table = table;
    }

    /** Publishes the next writes. */
    synchronized void publish(List<Write<K, V>> writes) {
        table.publish(writes.get(writes.size() - 1).version());
        for (Write<K, V> write : writes) {
            table.publishMarks(write);
            // One of marks alone changes nothing that is watched.
            if (!write.changes().isEmpty()) {
                watches.forEach(watch -> watch.offer(write));
            }
        }
    }

    /** Has watchers called. Without locks: an executor may do that at once, and a watcher may write. */
    void deliver() {
        if (!watches.isEmpty()) {
            watches.forEach(QueuedWatch::deliver);
        }
    }

    synchronized Watch add(StoreWatcher<K, V> watcher, Executor executor, int writesMax) {
        QueuedWatch<K, V> watch = new QueuedWatch<>(watcher, executor, writesMax, table.published(), this);
        watches.add(watch);
        return watch;
    }

    void remove(QueuedWatch<K, V> watch) {
        watches.remove(watch);
    }
}
