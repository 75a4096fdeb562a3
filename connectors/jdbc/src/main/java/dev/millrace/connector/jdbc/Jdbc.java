package dev.millrace.connector.jdbc;

import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A database that pipelines write to, read from and ask. Immutable.
 *
 * <pre>{@code
 * Jdbc database = Jdbc.of(dataSource);
 *
 * totals.write("totals", database.to("totals", Total.class).upsertBy("channel", "hour").exactlyOnce("totals"));
 * }</pre>
 *
 * <p>Connections come from the {@code DataSource}, one for each worker that writes and one for each source, and are kept as long as the job
 * runs: a pool must have so many, and takes back none of them for their age. The program closes the pool after the job.
 *
 * <p>A table is named as it would be in a statement, with its schema if need be: the text is put into statements as it is, so it must not come
 * from others.
 */
public final class Jdbc {

    private final DataSource dataSource;
    private final @Nullable Dialect dialect;

    private Jdbc(DataSource dataSource, @Nullable Dialect dialect) {
        this.dataSource = dataSource;
        this.dialect = dialect;
    }

    /**
     * Describes a database. Nothing is connected before a job starts.
     *
     * @param dataSource gives connections; may be a pool
     * @return the database
     */
    public static Jdbc of(DataSource dataSource) {
        return new Jdbc(Objects.requireNonNull(dataSource, "dataSource"), null);
    }

    /**
     * Sets whose words the database understands, for one that calls itself by another name.
     *
     * @param known its own or that of a relative
     * @return a new description
     */
    public Jdbc dialect(Dialect known) {
        return new Jdbc(dataSource, Objects.requireNonNull(known, "known"));
    }

    /**
     * Inserts records into a table, one column for each field. A field and a column belong together if their names are the same but for case and
     * underscores. Columns without a field keep their default.
     *
     * @param table as in a statement
     * @param type a record class whose fields are numbers, booleans, text, enums, {@code byte[]}, UUIDs, {@code Instant}, {@code LocalDate}, {@code
     *     LocalTime} or {@code LocalDateTime}
     * @param <T> type of the records
     * @return a sink that writes each record at least once; see {@link JdbcSink#upsertBy} and {@link JdbcSink#exactlyOnce}
     * @throws IllegalArgumentException if the class is no record, or a field cannot be a column
     */
    public <T extends Record> JdbcSink<T> to(String table, Class<T> type) {
        return JdbcSink.of(
                this, new TableTarget<>(requireText(table, "table"), RecordColumns.of(type), List.of(), false));
    }

    /**
     * Writes records by a statement of your own.
     *
     * @param sql with a question mark for each parameter, as {@code insert into readings values (?, ?::jsonb)}
     * @param binder sets the parameters
     * @param <T> type of the records
     * @return a sink that writes each record at least once; see {@link JdbcSink#idempotent} and {@link JdbcSink#exactlyOnce}
     */
    public <T> JdbcSink<T> to(String sql, JdbcBinder<T> binder) {
        return JdbcSink.of(
                this,
                new StatementTarget<>(requireText(sql, "statement"), Objects.requireNonNull(binder, "binder"), false));
    }

    /**
     * Reads a table, or asks it.
     *
     * @param name as in a statement
     * @return to be told by what its rows are ordered, {@link JdbcQuery#by}, and what they are, {@link JdbcQuery#as}
     */
    public JdbcQuery table(String name) {
        return new JdbcQuery(this, "table " + requireText(name, "table"), "SELECT * FROM " + name, List.of());
    }

    /**
     * Reads a query, or asks it.
     *
     * @param sql a {@code select} without an order, a limit or a semicolon, whose columns have different names
     * @return to be told by what its rows are ordered, {@link JdbcQuery#by}, and what they are, {@link JdbcQuery#as}
     */
    public JdbcQuery query(String sql) {
        return new JdbcQuery(this, "query " + requireText(sql, "query"), sql, List.of());
    }

    private static String requireText(String text, String what) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("the " + what + " must not be blank, got \"" + text + "\"");
        }
        return text;
    }

    DataSource dataSource() {
        return dataSource;
    }

    @Nullable
    Dialect dialect() {
        return dialect;
    }
}
