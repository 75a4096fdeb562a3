package dev.millrace.connector.jdbc;

import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.type.Codecs;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * Writes to a table of an SQL database, on every worker. Immutable; made by {@link Jdbc#to}.
 *
 * <p>Each writer has one connection, from its opening to its close, and sends rows in batches. A row that the database does not take, because
 * of a constraint or its data, is found by dividing its batch, and becomes a refused record: the policy of the sink says what
 * becomes of it. Anything else that the database says fails the job, which goes back to its last checkpoint, except deadlocks, after which
 * the transaction is tried again at once, five times. The worker waits while the database works.
 *
 * @param <T> type of the records
 */
public final class JdbcSink<T> implements Sink<T> {

    /** Rows that are sent to the database at a time, unless set. */
    public static final int DEFAULT_BATCH_SIZE = 500;

    /** The most rows that may be sent at a time. */
    public static final int BATCH_SIZE_MAX = 1 << 16;

    /** The most that one epoch may give to one writer that writes exactly once, encoded: 256 MiB. */
    public static final int EPOCH_BYTES_MAX = 1 << 28;

    private final Jdbc jdbc;
    private final RowTarget<T> target;
    private final Options options;

    /**
     * How rows are written.
     *
     * @param batchSize rows that are sent at a time
     * @param writers how many at most
     * @param name under which epochs are noted; empty if rows are written at once
     * @param isTried whether rows are tried before their epoch ends
     * @param transactionTimeout how long a transaction may stand still
     * @param codecs how rows are stored in checkpoints
     */
    record Options(
            int batchSize, int writers, String name, boolean isTried, Duration transactionTimeout, Codecs codecs) {

        static final Options DEFAULT =
                new Options(DEFAULT_BATCH_SIZE, Integer.MAX_VALUE, "", true, Duration.ofSeconds(60), Codecs.STANDARD);
    }

    private JdbcSink(Jdbc jdbc, RowTarget<T> target, Options options) {
        this.jdbc = jdbc;
        this.target = target;
        this.options = options;
    }

    static <T> JdbcSink<T> of(Jdbc jdbc, RowTarget<T> target) {
        return new JdbcSink<>(jdbc, target, Options.DEFAULT);
    }

    private JdbcSink<T> with(Options changed) {
        return new JdbcSink<>(jdbc, target, changed);
    }

    private TableTarget<T> table(String what) {
        if (target instanceof TableTarget<T> table) {
            return table;
        }
        throw new IllegalStateException(
                what + " is for a table and a record class; a statement of your own does what it says");
    }

    /**
     * Has a row replace the one that has the same values in some columns, which must be the table's primary key or have a unique index.
     *
     * @param keys names of columns or fields, at least one
     * @return a new sink
     * @throws IllegalArgumentException if one is no field of the record
     * @throws IllegalStateException if this writes by a statement of your own
     */
    public JdbcSink<T> upsertBy(String... keys) {
        TableTarget<T> table = table("upsertBy(...)");
        if (keys.length == 0) {
            throw new IllegalArgumentException("rows replace each other by at least one column, got none");
        }
        List<Integer> indexes = table.columns().indexes(List.of(keys), "key");
        return new JdbcSink<>(
                jdbc, new TableTarget<>(table.table(), table.columns(), indexes, table.isCreated()), options);
    }

    /**
     * Creates the table when the job starts if it is not there: a column for each field, named as {@code added_bytes} for {@code addedBytes}, {@code
     * not null} for primitives, with the columns of {@link #upsertBy} as primary key. A table that is there stays as it is.
     *
     * @return a new sink
     * @throws IllegalStateException if this writes by a statement of your own
     */
    public JdbcSink<T> createTable() {
        TableTarget<T> table = table("createTable()");
        return new JdbcSink<>(jdbc, new TableTarget<>(table.table(), table.columns(), table.keys(), true), options);
    }

    /**
     * Says that a statement of your own may be executed again for the same record without a difference.
     *
     * @return a new sink
     * @throws IllegalStateException if this writes to a table by {@link #upsertBy}, which is known to be so
     */
    public JdbcSink<T> idempotent() {
        if (target instanceof StatementTarget<T> statement) {
            return new JdbcSink<>(jdbc, new StatementTarget<>(statement.sql(), statement.binder(), true), options);
        }
        throw new IllegalStateException("whether rows replace each other is said by upsertBy(...)");
    }

    /**
     * Sets how many rows are sent at a time.
     *
     * @param rows between 1 and {@link #BATCH_SIZE_MAX}; {@link #DEFAULT_BATCH_SIZE} unless set
     * @return a new sink
     */
    public JdbcSink<T> batchSize(int rows) {
        if (rows < 1 || rows > BATCH_SIZE_MAX) {
            throw new IllegalArgumentException(
                    "between 1 and " + BATCH_SIZE_MAX + " rows are sent at a time, got " + rows);
        }
        return with(new Options(
                rows, options.writers, options.name, options.isTried, options.transactionTimeout, options.codecs));
    }

    /**
     * Sets how many connections write at most; SQLite has to have one.
     *
     * @param count at least 1; one for each worker unless set
     * @return a new sink
     */
    public JdbcSink<T> writers(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("at least 1 writer is needed, got " + count);
        }
        return with(new Options(
                options.batchSize, count, options.name, options.isTried, options.transactionTimeout, options.codecs));
    }

    /**
     * Writes exactly once: each row is there once, when the checkpoint of its epoch is complete, and all rows of an epoch and a writer appear
     * together. The job must make checkpoints.
     *
     * <p>Rows wait for the end of their epoch in memory, encoded, and are part of its checkpoint. When that is complete they are written in one
     * transaction, which also notes the number of the epoch in the table {@value EpochTable#NAME}, made if it is missing. After a restart
     * that number tells whether the transaction was committed. A writer that is opened puts a mark of its own there, and only who finds its
     * mark may commit: a process that was taken for dead and wakes up writes nothing.
     *
     * <p>So that a row which the database does not take is found while its record can still be set aside, rows are also sent before, in
     * transactions that are rolled back; see {@link #withoutTrial}.
     *
     * @param name of this sink in the database, which no other sink may have, and which must stay the same as long as there are checkpoints;
     *     at most 200 characters
     * @return a new sink
     */
    public JdbcSink<T> exactlyOnce(String name) {
        if (name.isBlank() || name.length() > EpochTable.NAME_CHARACTERS_MAX) {
            throw new IllegalArgumentException("the name must have between 1 and " + EpochTable.NAME_CHARACTERS_MAX
                    + " characters and must not be blank, got \"" + name + "\"");
        }
        return with(new Options(
                options.batchSize, options.writers, name, options.isTried, options.transactionTimeout, options.codecs));
    }

    /**
     * Does not try rows before their epoch ends, which halves the work of the database. For tables that take every row: one that
     * it does not take then fails the job when the epoch is written, at each restart, until the table takes it.
     *
     * @return a new sink
     */
    public JdbcSink<T> withoutTrial() {
        return with(new Options(
                options.batchSize, options.writers, options.name, false, options.transactionTimeout, options.codecs));
    }

    /**
     * Sets how long a transaction that notes an epoch may stand still before PostgreSQL ends it, so that a process which was frozen in the
     * middle of one does not keep out who takes over. Other databases have settings of their own for that.
     *
     * @param timeout whole milliseconds, positive; 60 seconds unless set
     * @return a new sink
     */
    public JdbcSink<T> transactionTimeout(Duration timeout) {
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("a transaction may stand still for at least 1 ms, got " + timeout);
        }
        return with(new Options(
                options.batchSize, options.writers, options.name, options.isTried, timeout, options.codecs));
    }

    /**
     * Sets how rows are stored in checkpoints.
     *
     * @param codecs those of classes that have some of their own
     * @return a new sink
     */
    public JdbcSink<T> codecs(Codecs codecs) {
        return with(new Options(
                options.batchSize,
                options.writers,
                options.name,
                options.isTried,
                options.transactionTimeout,
                Objects.requireNonNull(codecs, "codecs")));
    }

    /**
     * Connects, and finds out about the table.
     *
     * @throws IOException if the database is not there or refuses, or the table is missing or has not all columns
     * @throws IllegalStateException if rows are to be written exactly once and the job makes no checkpoints
     */
    @Override
    public SinkWriter<T> open(WriterContext context) throws IOException {
        boolean isExactlyOnce = !options.name.isEmpty();
        if (isExactlyOnce && !context.isCheckpointed()) {
            throw new IllegalStateException("exactlyOnce(...) needs checkpoints, and this job makes none; start it with"
                    + " Checkpoints.in(...), or use upsertBy(...) alone");
        }
        SqlConnection database = SqlConnection.open(jdbc, options.transactionTimeout);
        try {
            if (database.dialect == Dialect.SQLITE && context.writerCount() > 1) {
                throw new IOException("SQLite has one writer at a time, and this sink has " + context.writerCount()
                        + "; say writers(1)");
            }
            RowStatement<T> statement = target.open(database, options.batchSize);
            return isExactlyOnce
                    ? EpochWriter.open(database, statement, options, context)
                    : new BatchWriter<>(database, statement);
        } catch (IOException | RuntimeException failed) {
            database.close();
            throw failed;
        }
    }

    @Override
    public Guarantee guarantee() {
        if (!options.name.isEmpty()) {
            return Guarantee.TRANSACTIONAL;
        }
        return target.isUpsert() ? Guarantee.IDEMPOTENT : Guarantee.AT_LEAST_ONCE;
    }

    @Override
    public int writersMax() {
        return options.writers;
    }

    @Override
    public String describe() {
        return target.describe();
    }

    @Override
    public String toString() {
        return describe();
    }
}
