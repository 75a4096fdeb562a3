package dev.millrace.connector.jdbc;

import dev.millrace.api.connector.Records;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The statement that writes one row, prepared on a connection, and how rows go through it. Owned by one thread; closed with its connection.
 *
 * <p>Of rows that replace each other only the last one of a batch is sent: some drivers make one statement of a batch, and databases refuse
 * one that touches a row twice.
 */
final class RowStatement<T> {

    private final String sql;
    private final JdbcBinder<T> binder;

    /** What tells rows apart that replace each other; null if none do. */
    private final @Nullable Function<T, Object> key;

    private final PreparedStatement statement;
    private final int batchSizeMax;

    /** Of the batch at hand: the last row of each key. */
    private final Map<Object, Integer> last = new HashMap<>();

    RowStatement(
            SqlConnection database,
            String sql,
            JdbcBinder<T> binder,
            @Nullable Function<T, Object> key,
            int batchSizeMax)
            throws IOException {
        this.sql = sql;
        this.binder = binder;
        this.key = key;
        this.batchSizeMax = batchSizeMax;
        try {
            statement = database.connection.prepareStatement(sql);
        } catch (SQLException failed) {
            throw SqlFailures.describe("the statement cannot be prepared", sql, failed);
        }
    }

    String sql() {
        return sql;
    }

    /** Sends rows, in batches; within the transaction of the caller. */
    void send(Records<T> rows, int from, int to) throws SQLException, RowRefusedException {
        for (int first = from; first < to; first += batchSizeMax) {
            sendBatch(rows, first, Math.min(to, first + batchSizeMax));
        }
    }

    private void sendBatch(Records<T> rows, int from, int to) throws SQLException, RowRefusedException {
        try {
            noteLast(rows, from, to);
            int added = 0;
            for (int i = from; i < to; i++) {
                if (isLast(rows.get(i), i)) {
                    bind(rows.get(i));
                    statement.addBatch();
                    added++;
                }
            }
            if (added > 0) {
                statement.executeBatch();
            }
        } finally {
            statement.clearBatch();
        }
    }

    private void noteLast(Records<T> rows, int from, int to) {
        last.clear();
        for (int i = from; key != null && i < to; i++) {
            last.put(key.apply(rows.get(i)), i);
        }
    }

    private boolean isLast(T row, int index) {
        return key == null || last.getOrDefault(key.apply(row), index) == index;
    }

    private void bind(T row) throws SQLException, RowRefusedException {
        try {
            binder.bind(statement, row);
        } catch (SQLException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new RowRefusedException("its values cannot be read: " + failed, failed);
        }
    }
}
