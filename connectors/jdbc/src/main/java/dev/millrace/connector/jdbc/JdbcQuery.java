package dev.millrace.connector.jdbc;

import dev.millrace.api.lookup.Lookup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;

/** A table or a query whose rows are to be read, and by what they are ordered. Immutable; made by {@link Jdbc#table} and {@link Jdbc#query}. */
public final class JdbcQuery {

    private final Jdbc jdbc;
    private final String description;
    private final String text;
    private final List<String> columns;

    JdbcQuery(Jdbc jdbc, String description, String text, List<String> columns) {
        this.jdbc = jdbc;
        this.description = description;
        this.text = text;
        this.columns = columns;
    }

    /**
     * Reads rows in the order of a column that has no value twice, as a primary key that counts up.
     *
     * @param column a number, text, timestamp or date without nulls; new rows must have larger values, and there should be an index
     * @return a new query
     */
    public JdbcQuery by(String column) {
        return new JdbcQuery(jdbc, description, text, List.of(column));
    }

    /**
     * Reads rows in the order of a column that may have the same value twice, as the time of the last change.
     *
     * @param column a number, text, timestamp or date without nulls; new rows must have larger values, and there should be an index of both
     * @param tieBreaker tells rows apart that have the same value there
     * @return a new query
     */
    public JdbcQuery by(String column, String tieBreaker) {
        return new JdbcQuery(jdbc, description, text, List.of(column, tieBreaker));
    }

    /**
     * Makes records of the rows: each field is read from the column that has its name, but for case and underscores.
     *
     * @param type a record class
     * @param <T> type of the records
     * @return a source of the rows that there are when the job is first started; see {@link JdbcSource#follow}
     * @throws IllegalArgumentException if the class is no record, or a field cannot be a column
     * @throws IllegalStateException if it was not said by what rows are ordered
     */
    public <T extends Record> JdbcSource<T> as(Class<T> type) {
        return as(RecordReader.of(type));
    }

    /**
     * Makes records of the rows by a function.
     *
     * @param reader makes a record of the row at which a result stands
     * @param <T> type of the records
     * @return a source of the rows that there are when the job is first started; see {@link JdbcSource#follow}
     * @throws IllegalStateException if it was not said by what rows are ordered
     */
    public <T> JdbcSource<T> as(RowReader<T> reader) {
        if (columns.isEmpty()) {
            throw new IllegalStateException("a query without an order cannot be read again from where it was left; say"
                    + " by(\"id\"), or by(\"updated_at\", \"id\"), before as(...)");
        }
        return new JdbcSource<>(this, reader, JdbcSource.Options.DEFAULT);
    }

    /**
     * Answers questions for rows by their key, many keys with one query: for {@code stream.lookup(name, key, lookup)}, where a cache can be set as
     * well. Each call takes a connection and gives it back, so the {@code DataSource} should be a pool, of as many connections as the executor
     * has threads.
     *
     * @param keyType of the column that {@link #by(String)} names
     * @param type a record class; each field is read from the column that has its name
     * @param keysMax how many keys are asked for at a time, between 1 and {@link Lookup#KEYS_MAX}
     * @param executor of the program's, whose threads wait for the database; the program closes it after the job
     * @param <K> type of the keys
     * @param <V> type of the answers
     * @return a lookup that has no answer for a key without a row, and fails if a key has two
     * @throws IllegalStateException if rows are not told apart by one column
     */
    public <K, V extends Record> Lookup<K, V> lookup(Class<K> keyType, Class<V> type, int keysMax, Executor executor) {
        if (columns.size() != 1) {
            throw new IllegalStateException("a lookup goes by one column, got " + columns + "; say by(\"id\")");
        }
        return Lookup.blockingBatch(keysMax, Duration.ZERO, new KeyLookup<>(this, keyType, type), executor);
    }

    Jdbc jdbc() {
        return jdbc;
    }

    String text() {
        return text;
    }

    List<String> columns() {
        return columns;
    }

    @Override
    public String toString() {
        return description;
    }
}
