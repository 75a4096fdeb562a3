package dev.millrace.connector.jdbc;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * The rows of one sink in the table of epochs: for each writer, the last epoch that it has committed, and a mark of the
 * attempt that may commit. Owned by one thread, which is that of one writer.
 *
 * <p>Who opens takes over: it puts its own mark on the row of its number, and on those of numbers that there were in an earlier run with more
 * writers, since what those had prepared comes to it as well. An epoch is noted by an update that asks for the mark, in the
 * transaction that writes the rows. The lock on the row orders the two: either the rows are there and who takes over sees their epoch, or the mark is
 * another one, and the older attempt updates nothing and rolls back. It asks for its mark at the end of each epoch as well: so no checkpoint
 * of the older attempt completes once all writers of the newer one are open, and a writer that it opens too late has nothing to commit.
 *
 * <p>A row is made by the opening of a writer, with {@link #NOTHING_KNOWN}; that becomes a number when the writer prepares for the first time. A
 * number that is not known although something was prepared has been lost, with the table.
 */
final class EpochTable {

    /** Of the table. */
    static final String NAME = "millrace_epochs";

    static final int NAME_CHARACTERS_MAX = 200;

    private static final int DIGEST_CHARACTERS_MAX = 40;

    /** Instead of an epoch: this writer has prepared nothing yet. */
    static final long NOTHING_KNOWN = -1;

    private final SqlConnection database;
    private final String sink;
    private final int writer;
    private final String attempt = UUID.randomUUID().toString();
    private final Duration timeout;

    /** Of each writer whose row is ours: what is committed. */
    private final Map<Integer, Noted> committed = new HashMap<>();

    /**
     * What a writer has committed.
     *
     * @param epoch the last one
     * @param digest of what it has written then; empty if nobody has said
     */
    private record Noted(long epoch, String digest) {}

    private EpochTable(SqlConnection database, String sink, int writer, Duration timeout) {
        this.database = database;
        this.sink = sink;
        this.writer = writer;
        this.timeout = timeout;
    }

    /** Takes over the rows of a writer, unless one of them is ahead of the epoch to which the job goes back: then all stay whose they are. */
    static EpochTable open(
            SqlConnection database, String sink, int writer, int writerCount, Duration timeout, long restoredEpoch)
            throws IOException {
        TableNames.readOrCreate(database, NAME, () -> createText(database.dialect));
        EpochTable table = new EpochTable(database, sink, writer, timeout);
        try {
            database.commit("sink '" + sink + "' cannot be taken over", null, () -> {
                table.takeOver(writerCount);
                table.requireNotAhead(restoredEpoch);
                return writerCount;
            });
        } catch (RowRefusedException refused) {
            throw new IOException(
                    "the row of writer " + writer + " of '" + sink + "' in " + NAME
                            + " was made by another process at the same time",
                    refused);
        }
        return table;
    }

    static String createText(Dialect dialect) {
        String text = dialect == Dialect.ORACLE ? "VARCHAR2" : "VARCHAR";
        return "CREATE TABLE " + NAME + " (sink " + text + "(" + NAME_CHARACTERS_MAX + ") NOT NULL, writer "
                + ColumnTypes.of(dialect, ColumnKind.INTEGER, true) + " NOT NULL, epoch "
                + ColumnTypes.of(dialect, ColumnKind.BIGINT, false) + " NOT NULL, attempt " + text
                + "(36) NOT NULL, digest " + text + "(" + DIGEST_CHARACTERS_MAX + "), PRIMARY KEY (sink, writer))";
    }

    private void takeOver(int writerCount) throws SQLException {
        committed.clear();
        limitLocks();
        List<Integer> rows = rows();
        if (!rows.contains(writer)) {
            try (PreparedStatement insert = database.connection.prepareStatement(
                    "INSERT INTO " + NAME + " (sink, writer, epoch, attempt) VALUES (?, ?, ?, ?)")) {
                insert.setString(1, sink);
                insert.setInt(2, writer);
                insert.setLong(3, NOTHING_KNOWN);
                insert.setString(4, attempt);
                insert.executeUpdate();
            }
            committed.put(writer, new Noted(NOTHING_KNOWN, ""));
        }
        for (int row : rows) {
            if (row % writerCount == writer) {
                takeOverRow(row);
            }
        }
    }

    private void requireNotAhead(long restoredEpoch) throws IOException {
        long last = committed.values().stream().mapToLong(Noted::epoch).max().orElse(NOTHING_KNOWN);
        if (last > restoredEpoch) {
            throw new IOException("epoch " + last + " of sink '" + sink + "' is in the database, but the job "
                    + (restoredEpoch == 0 ? "starts from the beginning" : "goes back to epoch " + restoredEpoch)
                    + ", so rows would be written twice. Put the checkpoints back, or say that this is another history by another"
                    + " name: exactlyOnce(\"" + sink + "-2\")");
        }
    }

    /** A row that somebody holds, who is perhaps frozen, must not keep us for ever. */
    private void limitLocks() throws SQLException {
        if (database.dialect == Dialect.POSTGRESQL) {
            try (Statement limit = database.connection.createStatement()) {
                limit.execute("SET LOCAL lock_timeout = " + 2 * timeout.toMillis());
            }
        }
    }

    private List<Integer> rows() throws SQLException {
        try (PreparedStatement select = database.connection.prepareStatement(
                "SELECT writer FROM " + NAME + " WHERE sink = ? ORDER BY writer")) {
            select.setString(1, sink);
            List<Integer> rows = new ArrayList<>();
            try (ResultSet found = select.executeQuery()) {
                while (found.next()) {
                    rows.add(found.getInt(1));
                }
            }
            return rows;
        }
    }

    /** First the mark, which waits for whoever is committing, and then the epoch. */
    private void takeOverRow(int row) throws SQLException {
        try (PreparedStatement update = database.connection.prepareStatement(
                "UPDATE " + NAME + " SET attempt = ? WHERE sink = ? AND writer = ?")) {
            update.setString(1, attempt);
            update.setString(2, sink);
            update.setInt(3, row);
            update.executeUpdate();
        }
        try (PreparedStatement select = database.connection.prepareStatement(
                "SELECT epoch, digest FROM " + NAME + " WHERE sink = ? AND writer = ?")) {
            select.setString(1, sink);
            select.setInt(2, row);
            try (ResultSet found = select.executeQuery()) {
                if (found.next()) {
                    committed.put(row, new Noted(found.getLong(1), Objects.requireNonNullElse(found.getString(2), "")));
                }
            }
        }
    }

    /** What a writer has committed, which may be one of an earlier run. */
    long committed(int ofWriter) {
        Noted noted = committed.get(ofWriter);
        return noted == null ? NOTHING_KNOWN : noted.epoch();
    }

    /** Whether a writer has committed an epoch with other work: then the job of somebody else has gone on from an earlier one. */
    boolean hasOther(int ofWriter, long epoch, String digest) {
        Noted noted = committed.get(ofWriter);
        return noted != null
                && noted.epoch() == epoch
                && !noted.digest().isEmpty()
                && !noted.digest().equals(digest);
    }

    /** Notes an epoch, or finds that another attempt has taken over; within the transaction of the caller. */
    void note(int ofWriter, long epoch, String digest) throws SQLException, IOException {
        try (PreparedStatement update = database.connection.prepareStatement(
                "UPDATE " + NAME + " SET epoch = ?, digest = ? WHERE sink = ? AND writer = ? AND attempt = ?")) {
            update.setLong(1, epoch);
            update.setString(2, digest);
            update.setString(3, sink);
            update.setInt(4, ofWriter);
            update.setString(5, attempt);
            if (update.executeUpdate() != 1) {
                throw takenOver("epoch " + epoch + " is not written");
            }
        }
    }

    /** The transaction of {@link #note} was committed. */
    void onNoted(int ofWriter, long epoch, String digest) {
        committed.put(ofWriter, new Noted(epoch, digest));
    }

    /** Finds out whether another attempt has taken over; within the transaction of the caller. */
    void requireOwn() throws SQLException, IOException {
        try (PreparedStatement select = database.connection.prepareStatement(
                "SELECT attempt FROM " + NAME + " WHERE sink = ? AND writer = ?")) {
            select.setString(1, sink);
            select.setInt(2, writer);
            try (ResultSet found = select.executeQuery()) {
                if (!found.next() || !attempt.equals(found.getString(1))) {
                    throw takenOver("this process writes no more");
                }
            }
        }
    }

    private IOException takenOver(String consequence) {
        return new IOException("another process has taken over sink '" + sink + "', writer " + writer
                + ", or its row in " + NAME + " was removed; " + consequence);
    }
}
