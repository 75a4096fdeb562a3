package dev.millrace.connector.jdbc;

import java.io.Serializable;
import java.sql.ResultSet;

/**
 * Makes a record of the row at which a result stands. Called by one thread at a time.
 *
 * @param <T> type of the records
 */
@FunctionalInterface
public interface RowReader<T> extends Serializable {

    /**
     * Reads a row.
     *
     * @param row to be read, not to be moved
     * @return the record, not null
     * @throws Exception if it is no record
     */
    T read(ResultSet row) throws Exception;
}
