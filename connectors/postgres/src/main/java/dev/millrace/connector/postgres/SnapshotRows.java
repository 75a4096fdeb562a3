package dev.millrace.connector.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.replication.ReplicationSlotInfo;

/**
 * The rows of a table as of one place in the log: those of a snapshot that the server exports when it makes a temporary slot. Owned by one
 * thread.
 */
final class SnapshotRows implements AutoCloseable {

    private static final int FETCH_ROWS = 500;

    /** Of which place in the log the rows are: transactions whose commit is before it are in them. */
    final long lsn;

    /** When that was, by the clock of the server. */
    final long millis;

    private final Connection database;
    private final ResultSet rows;
    private final Columns columns;

    private SnapshotRows(Connection database, CapturedTable table, List<String> behind, ReplicationSlotInfo slot)
            throws SQLException {
        this.database = database;
        columns = table.columns();
        lsn = slot.getConsistentPoint().asLong();
        database.setAutoCommit(false);
        database.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        database.setReadOnly(true);
        try (Statement statement = database.createStatement()) {
            statement.execute("set transaction snapshot '" + slot.getSnapshotName() + "'");
            try (ResultSet now =
                    statement.executeQuery("select (extract(epoch from clock_timestamp()) * 1000)::bigint")) {
                now.next();
                millis = now.getLong(1);
            }
        }
        PreparedStatement select = database.prepareStatement(table.selectText(!behind.isEmpty()));
        select.setFetchSize(FETCH_ROWS);
        for (int i = 0; i < behind.size(); i++) {
            select.setString(i + 1, behind.get(i));
        }
        rows = select.executeQuery();
    }

    /** Opens those behind a key, or all. */
    static SnapshotRows open(Postgres server, CapturedTable table, List<String> behind)
            throws IOException, SQLException {
        String name = "millrace_" + UUID.randomUUID().toString().replace("-", "");
        Connection database = server.connect();
        try (Connection replication = server.connectForReplication()) {
            // The slot and its snapshot end with the connection; the transaction that has taken the snapshot up keeps
            // it.
            return new SnapshotRows(database, table, behind, ReplicationSlot.createTemporary(replication, name));
        } catch (IOException | SQLException | RuntimeException failed) {
            database.close();
            throw failed;
        }
    }

    /** The next row, or null. */
    @Nullable
    Tuple next() throws SQLException {
        if (!rows.next()) {
            return null;
        }
        @Nullable String[] values = new String[columns.names().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = rows.getString(i + 1);
        }
        return Tuple.of(columns, Arrays.asList(values));
    }

    /** With what was opened on it. */
    @Override
    public void close() throws SQLException {
        database.close();
    }
}
