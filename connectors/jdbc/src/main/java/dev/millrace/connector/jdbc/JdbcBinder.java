package dev.millrace.connector.jdbc;

import java.io.Serializable;
import java.sql.PreparedStatement;

/**
 * Sets the parameters of a statement that writes one record. Called on worker threads, one call at a time for each writer.
 *
 * @param <T> type of the records
 */
@FunctionalInterface
public interface JdbcBinder<T> extends Serializable {

    /**
     * Sets all parameters; nothing else is to be called.
     *
     * @param statement whose parameters they are
     * @param record what is written
     * @throws Exception if this record cannot be written: it is refused, and the policy of the sink says what becomes of it
     */
    void bind(PreparedStatement statement, T record) throws Exception;
}
