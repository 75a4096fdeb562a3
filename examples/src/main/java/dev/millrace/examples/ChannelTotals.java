package dev.millrace.examples;

import dev.millrace.api.connector.EpochSink;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Adds edits to totals in a database. Adding twice would be wrong for good, so the totals and the number of the epoch change in
 * one transaction.
 */
public final class ChannelTotals implements EpochSink<EditSize> {

    private final Connection connection;

    /**
     * Makes the tables if they are not there.
     *
     * @param connection used by this sink alone; not closed
     * @throws SQLException if the database refuses
     */
    public ChannelTotals(Connection connection) throws SQLException {
        this.connection = connection;
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "create table if not exists totals (channel varchar primary key, edits bigint, added bigint)");
            statement.execute("create table if not exists progress (epoch bigint)");
        }
        connection.setAutoCommit(false);
    }

    @Override
    public long lastCommittedEpoch() throws SQLException {
        // Whatever an attempt that failed has left open.
        connection.rollback();
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select coalesce(max(epoch), 0) from progress")) {
            found.next();
            return found.getLong(1);
        }
    }

    @Override
    public void commit(long epoch, List<EditSize> outputs) throws SQLException {
        try (PreparedStatement add = connection.prepareStatement(
                        "update totals set edits = edits + 1, added = added + ? where channel = ?");
                PreparedStatement insert = connection.prepareStatement("insert into totals values (?, 1, ?)");
                PreparedStatement progress = connection.prepareStatement("insert into progress values (?)")) {
            for (EditSize edit : outputs) {
                add.setLong(1, edit.added());
                add.setString(2, edit.channel());
                if (add.executeUpdate() == 0) {
                    insert.setString(1, edit.channel());
                    insert.setLong(2, edit.added());
                    insert.executeUpdate();
                }
            }
            progress.setLong(1, epoch);
            progress.executeUpdate();
            connection.commit();
        }
    }

    @Override
    public String describe() {
        return "totals in a database";
    }
}
