package dev.millrace.engine.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * A key and its cells, in an open-addressing table (linear probing, at most three quarters full). One thread at a time writes,
 * the holder of the store's lock; any may read: cells are only added to a table, which is replaced as a whole when it grows or
 * loses one. A reader that misses a cell because it is just being added also does not see the version that adds it.
 */
final class Row<K, V> {

    private static final VarHandle CELLS = MethodHandles.arrayElementVarHandle(Cell[].class);

    final K key;

    /** Of the last write, even if that is not published yet. */
    volatile long lastVersion;

    /** The newest write to a cell that was forgotten altogether. */
    volatile long forgottenVersion;

    private volatile @Nullable Cell<V>[] table = newTable(2);
    private int size;

    Row(K key) {
        this.key = key;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // arrays know no type arguments
    private static <V> @Nullable Cell<V>[] newTable(int capacity) {
        return new Cell[capacity];
    }

    @SuppressWarnings("unchecked")
    private static <V> @Nullable Cell<V> at(@Nullable Cell<V>[] cells, int index) {
        return (Cell<V>) CELLS.getAcquire(cells, index);
    }

    private static int home(String field, int mask) {
        int hash = field.hashCode();
        return (hash ^ hash >>> 16) & mask;
    }

    @Nullable
    Cell<V> find(String field) {
        @Nullable Cell<V>[] cells = table;
        int mask = cells.length - 1;
        for (int i = home(field, mask); ; i = i + 1 & mask) {
            Cell<V> cell = at(cells, i);
            if (cell == null || cell.field.equals(field)) {
                return cell;
            }
        }
    }

    Cell<V> findOrAdd(String field) {
        Cell<V> cell = find(field);
        if (cell == null) {
            cell = new Cell<>(field);
            add(cell);
        }
        return cell;
    }

    private void add(Cell<V> cell) {
        size++;
        if (size * 4 > table.length * 3) {
            replaceTable(table.length * 2, null);
        }
        insert(table, cell);
    }

    private static <V> void insert(@Nullable Cell<V>[] cells, Cell<V> cell) {
        int mask = cells.length - 1;
        int i = home(cell.field, mask);
        while (cells[i] != null) {
            i = i + 1 & mask;
        }
        CELLS.setRelease(cells, i, cell);
    }

    private void replaceTable(int capacity, @Nullable Cell<V> without) {
        @Nullable Cell<V>[] cells = newTable(capacity);
        for (Cell<V> cell : table) {
            if (cell != null && cell != without) {
                insert(cells, cell);
            }
        }
        table = cells;
    }

    void remove(Cell<V> cell) {
        Revision<V> newest = cell.newest();
        if (newest != null) {
            forgottenVersion = Math.max(forgottenVersion, newest.version);
        }
        size--;
        replaceTable(table.length, cell);
    }

    boolean isEmpty() {
        return size == 0;
    }

    /** The cells, in no order; not to be changed; null where there is none. */
    @Nullable
    Cell<V>[] cells() {
        return table;
    }

    /** The version of the last write that can be seen. */
    long version(long published) {
        long last = lastVersion;
        if (last <= published) {
            return last;
        }
        long version = forgottenVersion;
        Moment moment = Moment.ofVersion(published);
        for (Cell<V> cell : table) {
            Revision<V> revision = cell == null ? null : cell.find(moment);
            if (revision != null) {
                version = Math.max(version, revision.version);
            }
        }
        return version;
    }
}
