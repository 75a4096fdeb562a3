package dev.millrace.connector.jdbc;

import java.io.IOException;

/**
 * Where rows go. Immutable.
 *
 * @param <T> type of the records
 */
interface RowTarget<T> {

    /** Finds out what has to be known of the table, and prepares the statement. */
    RowStatement<T> open(SqlConnection database, int batchSizeMax) throws IOException;

    /** Whether a row that is written again replaces itself. */
    boolean isUpsert();

    /** As {@code table totals}. */
    String describe();
}
