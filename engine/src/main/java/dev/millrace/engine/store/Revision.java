package dev.millrace.engine.store;

import org.jspecify.annotations.Nullable;

/** A value of a cell, in a chain to older ones. Written by the holder of the store's lock, read by all. */
final class Revision<V> {

    /** Ends a chain of which older revisions were forgotten; a chain without it begins with the cell's first write. */
    private static final Revision<?> GONE = new Revision<>(Long.MIN_VALUE, Long.MIN_VALUE, null, null);

    final long version;
    final long timeMillis;

    /** Null for a deletion. */
    final @Nullable V value;

    /** Writes to the cell since its chain was last as short as retention allows. Only for the holder of the store's lock. */
    int sinceTrim;

    private volatile @Nullable Revision<V> older;

    Revision(long version, long timeMillis, @Nullable V value, @Nullable Revision<V> older) {
        this.version = version;
        this.timeMillis = timeMillis;
        this.value = value;
        this.older = older;
    }

    /** In place of what was forgotten. */
    @SuppressWarnings("unchecked") // it has no value
    static <V> Revision<V> gone() {
        return (Revision<V>) GONE;
    }

    boolean isGone() {
        return this == GONE;
    }

    @Nullable
    Revision<V> older() {
        return older;
    }

    void setOlder(Revision<V> revision) {
        older = revision;
    }

    /** Forgets what is older. */
    void cut() {
        if (older != null) {
            older = gone();
        }
    }
}
