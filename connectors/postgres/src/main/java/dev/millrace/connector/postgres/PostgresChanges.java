package dev.millrace.connector.postgres;

import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.Split;
import dev.millrace.api.connector.TimedSource;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.Table;
import dev.millrace.api.table.UpsertOrder;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Reads a table: its rows first, then each change of them from the log of the server, in the order of commits. Immutable; made by {@link
 * Postgres#changes}.
 *
 * <p>The rows are those of a snapshot that is consistent with the log: a change is in the rows or comes behind them, and not both. Where reading
 * stands is part of checkpoints, within the rows and within transactions, too. The server keeps its log from the oldest checkpoint that the job
 * keeps on, by a replication slot, which stays when the job is stopped: <strong>drop the slot of a job that does not come back</strong>, by {@code
 * select pg_drop_replication_slot('...')}, or the log fills the disk. A job without checkpoints does not let go of the log while it runs.
 *
 * <p>The time of a change is that of its commit, by the clock of the server; that of the first rows is when they were read.
 *
 * @param <K> type of the keys
 * @param <V> type of the rows
 */
public final class PostgresChanges<K, V extends Record> implements Source<PostgresChange<K, V>> {

    /** No more is read while changes of this many bytes wait for the worker: 4 MiB. A single one may be larger. */
    public static final int QUEUED_BYTES_MAX = 4 << 20;

    /** Between two looks for what the server has sent. */
    static final long LOOK_AGAIN_MILLIS = 5;

    private static final int NAME_CHARACTERS_MAX = 63;

    private final Postgres server;
    private final Class<K> keyType;
    private final Class<V> rowType;
    private final Options options;

    /**
     * What is read, and how.
     *
     * @param table as the user has named it
     * @param slot name of the slot
     * @param publication that has the table
     * @param isBounded whether it ends with the last change of when the job is first started
     * @param areRowsRead whether the rows that are there at first are read
     * @param areTruncatesGiven whether a truncation is a change, and no failure
     */
    record Options(
            String table,
            String slot,
            String publication,
            boolean isBounded,
            boolean areRowsRead,
            boolean areTruncatesGiven) {}

    private PostgresChanges(Postgres server, Class<K> keyType, Class<V> rowType, Options options) {
        this.server = server;
        this.keyType = keyType;
        this.rowType = rowType;
        this.options = options;
    }

    static <K, V extends Record> PostgresChanges<K, V> of(
            Postgres server, String table, Class<K> keyType, Class<V> rowType) {
        RowDecoder.of(keyType);
        RowDecoder.of(rowType);
        String slot = "millrace_" + table.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        String name = slot.substring(0, Math.min(slot.length(), NAME_CHARACTERS_MAX));
        return new PostgresChanges<>(
                server, keyType, rowType, new Options(table, name, "millrace", false, true, false));
    }

    private PostgresChanges<K, V> with(Options changed) {
        return new PostgresChanges<>(server, keyType, rowType, changed);
    }

    /**
     * Names the replication slot, which is made if it does not exist. It is for this source of this job alone.
     *
     * @param name lower-case letters, digits and underscores, at most 63; {@code millrace_} and the name of the table unless set
     * @return a new source
     */
    public PostgresChanges<K, V> slot(String name) {
        if (!name.matches("[a-z0-9_]{1," + NAME_CHARACTERS_MAX + "}")) {
            throw new IllegalArgumentException("a slot has a name of 1 to " + NAME_CHARACTERS_MAX
                    + " lower-case letters, digits and underscores, got \"" + name + "\"");
        }
        return with(new Options(
                options.table,
                name,
                options.publication,
                options.isBounded,
                options.areRowsRead,
                options.areTruncatesGiven));
    }

    /**
     * Names the publication, which must exist and have the table: {@code create publication shop for table orders}.
     *
     * @param name as PostgreSQL has it; {@code millrace} unless set
     * @return a new source
     */
    public PostgresChanges<K, V> publication(String name) {
        return with(new Options(
                options.table,
                options.slot,
                Objects.requireNonNull(name, "name"),
                options.isBounded,
                options.areRowsRead,
                options.areTruncatesGiven));
    }

    /**
     * Leaves out the rows that are there at first: of a slot that exists all changes are read that it has, else those that come.
     *
     * @return a new source
     */
    public PostgresChanges<K, V> changesOnly() {
        return with(new Options(
                options.table, options.slot, options.publication, options.isBounded, false, options.areTruncatesGiven));
    }

    /**
     * Ends with the last change that was committed when the job is first started. The source is bounded then.
     *
     * @return a new source
     */
    public PostgresChanges<K, V> untilNow() {
        return with(new Options(
                options.table,
                options.slot,
                options.publication,
                true,
                options.areRowsRead,
                options.areTruncatesGiven));
    }

    /**
     * Makes a change of a {@code TRUNCATE}, which fails the job otherwise: it names no rows, so who keeps something for each must know what to do. {@link
     * #table} knows: it keeps the keys of all rows, in one task, in memory.
     *
     * @return a new source
     */
    public PostgresChanges<K, V> withTruncates() {
        return with(new Options(
                options.table, options.slot, options.publication, options.isBounded, options.areRowsRead, true));
    }

    /**
     * Reads the table as a table: its rows are those that it had in the database when the last of its changes was committed that was read.
     *
     * @param pipeline that reads it
     * @param name of the table in the pipeline; that of the source is this and {@code -changes}
     * @return the table
     */
    @SuppressWarnings(
            "NullAway") // a row that is null deletes that of the table, and truncations, which have no key, do not come
    // so far
    public Table<K, V> table(Pipeline pipeline, String name) {
        Stream<PostgresChange<K, V>> changes = pipeline.read(name + "-changes", this);
        if (options.areTruncatesGiven) {
            changes = changes.keyBy(change -> "all").process(name + "-truncates", TruncatedRows.of(keyType));
        }
        return changes.keyBy(PostgresChange::key).toTable(name, PostgresChange::row, UpsertOrder.ARRIVAL);
    }

    /**
     * Looks whether everything is there that is needed.
     *
     * @throws IOException if the server is not there or refuses, its log has not what is needed, or the table or the publication is missing
     */
    @Override
    public List<? extends Split<PostgresChange<K, V>>> splits() throws IOException {
        try (Connection database = server.connect()) {
            requireLogicalLog(database);
            CapturedTable table = CapturedTable.find(database, options.table);
            requireKey(table);
            requirePublished(database, table);
            return List.of(
                    new ChangesSplit<>(this, table.key().get(0).name(), options.isBounded ? endOfLog(database) : 0));
        } catch (SQLException failed) {
            throw new IOException(this + " cannot be read: " + failed.getMessage(), failed);
        }
    }

    private void requireLogicalLog(Connection database) throws IOException, SQLException {
        String level = one(database, "show wal_level");
        if (!level.equals("logical")) {
            throw new IOException(server + " has wal_level = " + level
                    + ", so its log does not have changes of rows; set wal_level = logical in postgresql.conf, and restart the"
                    + " server");
        }
    }

    private static long endOfLog(Connection database) throws SQLException {
        return Lsn.parse(one(database, "select pg_current_wal_flush_lsn()"));
    }

    private static String one(Connection database, String query) throws SQLException {
        try (Statement statement = database.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            found.next();
            return found.getString(1);
        }
    }

    private void requireKey(CapturedTable table) throws IOException {
        int fields = keyType.isRecord() ? keyType.getRecordComponents().length : 1;
        if (fields != table.key().size()) {
            throw new IOException("the primary key of " + options.table + " is "
                    + String.join(
                            ", ",
                            table.key().stream()
                                    .map(CapturedTable.KeyColumn::name)
                                    .toList())
                    + ", and " + keyType.getSimpleName() + " has " + fields + (fields == 1 ? " value" : " values")
                    + "; give a record with a field for each column");
        }
    }

    private void requirePublished(Connection database, CapturedTable table) throws IOException, SQLException {
        try (PreparedStatement select = database.prepareStatement("select pubinsert and pubupdate and pubdelete and"
                + " pubtruncate, t.pubname is not null, to_jsonb(t) ->> 'rowfilter' from pg_publication p"
                + " left join pg_publication_tables t on t.pubname = p.pubname and t.schemaname = ? and t.tablename = ?"
                + " where p.pubname = ?")) {
            select.setString(1, table.schema());
            select.setString(2, table.name());
            select.setString(3, options.publication);
            try (ResultSet found = select.executeQuery()) {
                String create = "'create publication " + options.publication + " for table " + options.table + "'";
                if (!found.next()) {
                    throw new IOException("there is no publication " + options.publication + "; say " + create
                            + ", or name another by publication(...)");
                }
                if (!found.getBoolean(1)) {
                    throw new IOException("publication " + options.publication
                            + " leaves out some kinds of changes; say 'alter publication " + options.publication
                            + " set (publish = 'insert, update, delete, truncate')'");
                }
                if (!found.getBoolean(2)) {
                    throw new IOException("publication " + options.publication + " does not have " + options.table
                            + "; say 'alter publication " + options.publication + " add table " + options.table + "'");
                }
                // Servers before version 15 have none.
                String filter = found.getString(3);
                if (filter != null) {
                    throw new IOException("publication " + options.publication + " leaves out rows of " + options.table
                            + ", all but those where " + filter
                            + ", and then rows that leave the filter would stay. Filter the stream, and say "
                            + create + " of another name");
                }
            }
        }
    }

    /** A change has the time of its commit. */
    @Override
    public TimedSource<PostgresChange<K, V>> withDefaultTime() {
        return sourceTime();
    }

    @Override
    public boolean isReplayable() {
        return true;
    }

    Postgres server() {
        return server;
    }

    Options options() {
        return options;
    }

    Class<K> keyType() {
        return keyType;
    }

    Class<V> rowType() {
        return rowType;
    }

    @Override
    public String describe() {
        return "changes of " + options.table + ", " + server;
    }

    @Override
    public String toString() {
        return describe();
    }
}
