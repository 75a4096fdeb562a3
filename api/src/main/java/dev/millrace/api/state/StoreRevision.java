package dev.millrace.api.state;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was written to a cell once.
 *
 * @param version of the write
 * @param time of the write, by the store's clock; not before that of an earlier version
 * @param value null if it was deleted
 * @param <V> type of the values
 */
public record StoreRevision<V>(
        long version, Instant time, @Nullable V value) {

    /**
     * Tells deletions.
     *
     * @return whether the cell was deleted by it
     */
    public boolean isDeletion() {
        return value == null;
    }
}
