package dev.millrace.connector.jdbc;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** One connection, on which transactions run one after the other. Owned by one thread. */
final class SqlConnection implements AutoCloseable {

    /** Deadlocks are resolved by the database in favour of one; who loses this often has another problem. */
    private static final int COLLISIONS_MAX = 5;

    final Connection connection;
    final Dialect dialect;
    private final String place;

    /** Longer than this a transaction may not stand still, where the database can see to that; null for no limit. */
    private final @Nullable Duration idleMax;

    /** What happens in a transaction. May be called again if the first attempt collided with others. */
    interface Work<R extends @Nullable Object> {

        R run() throws SQLException, IOException, RowRefusedException;
    }

    private SqlConnection(Connection connection, Dialect dialect, String place, @Nullable Duration idleMax) {
        this.connection = connection;
        this.dialect = dialect;
        this.place = place;
        this.idleMax = idleMax;
    }

    static SqlConnection open(Jdbc jdbc) throws IOException {
        return open(jdbc, null);
    }

    static SqlConnection open(Jdbc jdbc, @Nullable Duration idleMax) throws IOException {
        Connection connection = connect(jdbc.dataSource());
        try {
            Dialect known = jdbc.dialect();
            SqlConnection database = new SqlConnection(
                    connection, known == null ? Dialect.of(connection) : known, place(connection), idleMax);
            connection.setAutoCommit(false);
            return database;
        } catch (SQLException failed) {
            close(connection);
            throw SqlFailures.describe("the database does not say what it is", null, failed);
        }
    }

    private static Connection connect(DataSource source) throws IOException {
        try {
            return source.getConnection();
        } catch (SQLException failed) {
            throw SqlFailures.describe("no connection to the database; it is not there, or it refuses", null, failed);
        }
    }

    /** Without what stands behind a question mark or before an at sign, which may be a password. */
    private static String place(Connection connection) throws SQLException {
        String url = connection.getMetaData().getURL();
        return url == null
                ? "the database"
                : url.replaceFirst("[?;].*", "").replaceFirst("^(jdbc:[a-z0-9]+:).*@", "$1");
    }

    /** Runs and commits. A refused row rolls all of it back. */
    <R extends @Nullable Object> R commit(String what, @Nullable String statement, Work<R> work)
            throws IOException, RowRefusedException {
        return run(what, statement, work, true);
    }

    /** Runs and rolls back, to find out what the database says. */
    <R extends @Nullable Object> R attempt(String what, @Nullable String statement, Work<R> work)
            throws IOException, RowRefusedException {
        return run(what, statement, work, false);
    }

    private <R extends @Nullable Object> R run(String what, @Nullable String statement, Work<R> work, boolean isKept)
            throws IOException, RowRefusedException {
        for (int collisions = 0; ; collisions++) {
            boolean isDone = false;
            try {
                limitIdle();
                R result = work.run();
                if (isKept) {
                    connection.commit();
                    isDone = true;
                }
                return result;
            } catch (SQLException failed) {
                if (SqlFailures.isRefusal(failed, dialect)) {
                    throw new RowRefusedException(SqlFailures.message(failed), failed);
                }
                if (!SqlFailures.isCollision(failed) || collisions == COLLISIONS_MAX) {
                    throw SqlFailures.describe(what + " of " + place, statement, failed);
                }
            } finally {
                if (!isDone) {
                    rollBack();
                }
            }
        }
    }

    /** A transaction of a process that is frozen would keep its locks for ever. Not for the session, which may be somebody else's next. */
    void limitIdle() throws SQLException {
        if (idleMax != null && dialect == Dialect.POSTGRESQL) {
            try (Statement limit = connection.createStatement()) {
                limit.execute("SET LOCAL idle_in_transaction_session_timeout = " + idleMax.toMillis());
            }
        }
    }

    private void rollBack() {
        try {
            connection.rollback();
        } catch (SQLException gone) {
            // The database does it by itself when the connection is; the failure that led here is reported.
        }
    }

    @Override
    public void close() {
        close(connection);
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException gone) {
            // There is nothing of ours on it that has not been committed or given up.
        }
    }
}
