package dev.millrace.engine.store;

import dev.millrace.api.state.Retention;
import dev.millrace.api.state.StoreChange;
import dev.millrace.engine.store.v1.SnapshotHeader;
import dev.millrace.engine.store.v1.Write;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * All cells, with their revisions. Multi-version concurrency: the holder of {@link #lock} adds revisions, and makes them seen by
 * raising {@link #published}; readers take that number first, then follow chains to it, and need no lock.
 */
final class VersionedTable<K extends Comparable<? super K>, V> {

    /** Rows that are trimmed before others may write again. */
    private static final int ROWS_AT_ONCE = 256;

    /** Revisions that a cell may have beyond what retention says before a write trims it. */
    private static final int EXCESS_MIN = 8;

    final ReentrantLock lock = new ReentrantLock();
    final OpenMoments views = new OpenMoments();
    private final Map<K, Row<K, V>> rows = new ConcurrentHashMap<>();
    private final KeyOrder<K> order = new KeyOrder<>();
    private final Retention retention;

    /** Numbers noted beside the rows, as far as they are published. */
    private final Map<String, Long> marks = new ConcurrentHashMap<>();

    /** A write trims its cell if there have been more since that was done last. */
    private final int excessMax;

    /** The newest version that readers see. */
    private volatile long published;

    /** The newest write that is not on the chains any more because its cell was deleted and forgotten, and its time. */
    private volatile Moment forgotten = new Moment(0, Long.MIN_VALUE);

    VersionedTable(Retention retention) {
        this.retention = retention;
        excessMax = retention instanceof Retention.LastVersions last
                ? Math.max(EXCESS_MIN, last.count())
                : Integer.MAX_VALUE;
    }

    long published() {
        return published;
    }

    /** Makes all writes up to a version seen. */
    void publish(long version) {
        published = version;
    }

    /** Makes the marks of a write seen, which is published. */
    void publishMarks(Write<K, V> write) {
        marks.putAll(write.marks());
    }

    void restoreMark(String name, long value) {
        marks.put(name, value);
    }

    long mark(String name) {
        return marks.getOrDefault(name, 0L);
    }

    Map<String, Long> marks() {
        return Map.copyOf(marks);
    }

    @Nullable
    Row<K, V> row(K key) {
        return rows.get(key);
    }

    /** Puts a write on the chains. Called with the lock. */
    void apply(Write<K, V> write) {
        for (StoreChange<K, V> change : write.changes()) {
            Row<K, V> row = findOrAdd(change.key());
            Cell<V> cell = row.findOrAdd(change.field());
            Revision<V> revision = cell.add(write.version(), write.timeMillis(), change.value());
            row.lastVersion = write.version();
            if (revision.sinceTrim > excessMax) {
                // Where a view holds more, not before the chain is twice as long: trimming is paid for by the writes
                // since.
                int left = cell.trim(Keep.of(retention, views.oldest(published), write.timeMillis()));
                revision.sinceTrim = -left;
            }
        }
    }

    Row<K, V> findOrAdd(K key) {
        Row<K, V> row = rows.get(key);
        if (row == null) {
            row = new Row<>(key);
            rows.put(key, row);
            order.add(key);
        }
        return row;
    }

    /**
     * Finds what was in a cell.
     *
     * @return null if nothing was, {@link Revision#gone} if that is not known any more
     */
    @Nullable
    Revision<V> find(K key, String field, Moment moment) {
        Row<K, V> row = rows.get(key);
        Cell<V> cell = row == null ? null : row.find(field);
        Revision<V> revision = cell == null ? null : cell.find(moment);
        return revision == null && isForgotten(moment) ? Revision.gone() : revision;
    }

    /** Whether a cell that is not there, or was written later, may have been there at a moment, and been forgotten. */
    private boolean isForgotten(Moment moment) {
        return !moment.sees(forgotten.version(), forgotten.timeMillis());
    }

    /**
     * Finds all fields of a key.
     *
     * @return sorted, unmodifiable; null if they are not known any more
     */
    @Nullable
    Map<String, V> find(K key, Moment moment) {
        Row<K, V> row = rows.get(key);
        Map<String, V> fields = new TreeMap<>();
        if (row != null) {
            for (Cell<V> cell : row.cells()) {
                Revision<V> revision = cell == null ? null : cell.find(moment);
                if (revision != null && revision.isGone()) {
                    return null;
                }
                if (cell != null && revision != null && revision.value != null) {
                    fields.put(cell.field, revision.value);
                }
            }
        }
        return isForgotten(moment) ? null : Collections.unmodifiableMap(fields);
    }

    /** All keys of a range that were there before, in order, and perhaps others. */
    Iterator<K> keys(@Nullable K from, @Nullable K to) {
        if (!order.isComplete()) {
            completeOrder();
        }
        return order.range(from, to);
    }

    private synchronized void completeOrder() {
        lock.lock();
        try {
            order.begin();
        } finally {
            lock.unlock();
        }
        order.complete(rows.keySet());
    }

    /** All rows, in no order; those that are added meanwhile may be among them. */
    Iterable<Row<K, V>> rows() {
        return rows.values();
    }

    Moment forgotten() {
        return forgotten;
    }

    /** Forgets what is not kept. Called without the lock, by one thread at a time. */
    void trim(Retention kept, long nowMillis) {
        Iterator<Row<K, V>> iterator = rows.values().iterator();
        while (iterator.hasNext()) {
            lock.lock();
            try {
                Keep keep = Keep.of(kept, views.oldest(published), nowMillis);
                for (int i = 0; i < ROWS_AT_ONCE && iterator.hasNext(); i++) {
                    trim(iterator.next(), keep);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    private void trim(Row<K, V> row, Keep keep) {
        for (Cell<V> cell : row.cells()) {
            if (cell != null) {
                cell.trim(keep);
                Revision<V> newest = cell.newest();
                if (newest != null && cell.isForgotten(keep)) {
                    if (newest.version > forgotten.version()) {
                        forgotten = new Moment(newest.version, newest.timeMillis);
                    }
                    row.remove(cell);
                }
            }
        }
        if (row.isEmpty()) {
            rows.remove(row.key);
            order.remove(row.key);
        }
    }

    /** Takes over what a snapshot says. */
    void restore(SnapshotHeader header) {
        forgotten = new Moment(header.forgottenVersion(), header.forgottenTimeMillis());
        published = header.version();
    }
}
