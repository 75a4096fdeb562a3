package dev.millrace.engine.store;

import org.jspecify.annotations.Nullable;

/** One field of one key. Written by the holder of the store's lock, read by all. */
final class Cell<V> {

    final String field;
    private volatile @Nullable Revision<V> newest;

    Cell(String field) {
        this.field = field;
    }

    /** Null only until the first write to it, which makes it. */
    @Nullable
    Revision<V> newest() {
        return newest;
    }

    Revision<V> add(long version, long timeMillis, @Nullable V value) {
        Revision<V> before = newest;
        Revision<V> added = new Revision<>(version, timeMillis, value, before);
        added.sinceTrim = before == null ? 0 : before.sinceTrim + 1;
        newest = added;
        return added;
    }

    void restore(Revision<V> revision) {
        newest = revision;
    }

    /**
     * Finds what was there once.
     *
     * @return null if there was nothing yet, {@link Revision#gone} if that was forgotten
     */
    @Nullable
    Revision<V> find(Moment moment) {
        Revision<V> revision = newest;
        while (revision != null && !revision.isGone() && !moment.sees(revision.version, revision.timeMillis)) {
            revision = revision.older();
        }
        return revision;
    }

    /**
     * Forgets revisions.
     *
     * @param keep says which is the oldest that is kept
     * @return how many are left
     */
    int trim(Keep keep) {
        int newer = 0;
        for (Revision<V> revision = newest; revision != null && !revision.isGone(); revision = revision.older()) {
            if (keep.isEnough(newer, revision.version, revision.timeMillis)) {
                revision.cut();
                return newer + 1;
            }
            newer++;
        }
        return newer;
    }

    /** After {@link #trim}: whether nothing is left but the fact that it was deleted, and that may go as well. */
    boolean isForgotten(Keep keep) {
        Revision<V> revision = newest;
        return revision != null && revision.value == null && keep.isEnough(0, revision.version, revision.timeMillis);
    }
}
