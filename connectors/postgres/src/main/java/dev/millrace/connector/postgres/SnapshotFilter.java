package dev.millrace.connector.postgres;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells which changes of the log are in the rows of a snapshot already. That is decided by the place of the commit alone, unless reading the rows
 * was interrupted: then rows up to some key are of an earlier snapshot than those behind, and for changes between the two the server is asked on
 * which side of that key they are, as only it knows the order of its values. Owned by one thread.
 */
final class SnapshotFilter implements AutoCloseable {

    private final Connection database;
    private final CapturedTable table;
    private @Nullable PreparedStatement compare;

    SnapshotFilter(Connection database, CapturedTable table) {
        this.database = database;
        this.table = table;
    }

    /**
     * Whether a change is in the rows.
     *
     * @param key of the row, or null for all rows
     * @param commitLsn of its transaction
     */
    boolean isInRows(ChangesPosition position, @Nullable List<String> key, long commitLsn)
            throws IOException, SQLException {
        List<ChangesPosition.SnapshotPart> parts = position.parts();
        long before = parts.stream().filter(part -> commitLsn < part.lsn()).count();
        if (before == 0 || before == parts.size()) {
            return before > 0;
        }
        if (key == null) {
            throw new IOException(
                    "table " + table.name() + " was emptied by TRUNCATE while its rows were read, and this was"
                            + " interrupted. Start the job anew without its checkpoints, and with another slot");
        }
        for (ChangesPosition.SnapshotPart part : parts) {
            if (part.through().isEmpty() || isThrough(key, part.through())) {
                return commitLsn < part.lsn();
            }
        }
        throw new IllegalStateException("the last part has no end");
    }

    private boolean isThrough(List<String> key, List<String> last) throws SQLException {
        PreparedStatement open = compare;
        if (open == null) {
            open = database.prepareStatement(table.compareText());
            compare = open;
        }
        int parameter = 1;
        for (List<String> side : List.of(key, last)) {
            for (String value : side) {
                open.setString(parameter++, value);
            }
        }
        try (ResultSet answer = open.executeQuery()) {
            answer.next();
            return answer.getBoolean(1);
        }
    }

    @Override
    public void close() throws SQLException {
        if (compare != null) {
            compare.close();
        }
    }
}
