package dev.millrace.connector.postgres;

import org.jspecify.annotations.Nullable;

/**
 * What has happened to a row of a table.
 *
 * @param kind what
 * @param key primary key of the row; null for {@link Kind#TRUNCATE}
 * @param row what it is now; null for {@link Kind#DELETE} and {@link Kind#TRUNCATE}
 * @param <K> type of the keys
 * @param <V> type of the rows
 */
public record PostgresChange<K, V>(
        Kind kind, @Nullable K key, @Nullable V row) {

    /** What has happened. */
    public enum Kind {
        /** The row was there when reading began. */
        SNAPSHOT,
        /** The row was inserted. */
        INSERT,
        /** The row was updated. If that has changed its key, it was a {@link #DELETE} of the old key and then an {@link #INSERT}. */
        UPDATE,
        /** The row was deleted. */
        DELETE,
        /** All rows were deleted at once. */
        TRUNCATE
    }
}
