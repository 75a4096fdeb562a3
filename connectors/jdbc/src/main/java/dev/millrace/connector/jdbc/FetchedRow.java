package dev.millrace.connector.jdbc;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row that has been fetched: its record, or why it is none.
 *
 * @param key by which it is found again
 * @param record null if it is none
 * @param text the row for people, if it is no record
 * @param failure why it is none
 */
record FetchedRow<T>(
        List<Object> key,
        @Nullable T record,
        @Nullable String text,
        @Nullable Exception failure) {}
