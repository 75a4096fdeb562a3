package dev.millrace.connector.jdbc;

import java.io.IOException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What an exception of a driver means. */
final class SqlFailures {

    private static final int SQLITE_CONSTRAINT = 19;
    private static final int SQLITE_MISMATCH = 20;
    private static final int SQLITE_TOO_BIG = 18;
    private static final int SQLITE_PRIMARY_CODE = 0xff;

    private SqlFailures() {}

    /** Whether a row is at fault, and another one might be taken: data that does not fit, a constraint, a trigger that objects. */
    static boolean isRefusal(SQLException failed, Dialect dialect) {
        if (dialect == Dialect.SQLITE) {
            int code = first(failed).getErrorCode() & SQLITE_PRIMARY_CODE;
            return code == SQLITE_CONSTRAINT || code == SQLITE_MISMATCH || code == SQLITE_TOO_BIG;
        }
        String state = state(failed);
        // 22: data exception; 23: integrity; 44: check option of a view; P0001: raised by a trigger of PostgreSQL;
        // 45000: of MySQL.
        return state.startsWith("22")
                || state.startsWith("23")
                || state.startsWith("44")
                || state.equals("P0001")
                || state.equals("45000");
    }

    /**
     * Whether the same transaction may succeed if it is tried again at once: a deadlock, or others were first. Not 40003, by which it may have
     * been committed.
     */
    static boolean isCollision(SQLException failed) {
        String state = state(failed);
        return state.equals("40001") || state.equals("40P01");
    }

    /** Whether somebody else held a lock for too long. */
    static boolean isLocked(SQLException failed) {
        return state(failed).equals("55P03") || state(failed).equals("HYT00");
    }

    private static String state(SQLException failed) {
        String state = first(failed).getSQLState();
        return state == null ? "" : state;
    }

    /** A failed batch says in general terms that it failed; the one behind it says why. */
    private static SQLException first(SQLException failed) {
        SQLException next = failed instanceof BatchUpdateException ? failed.getNextException() : null;
        return next == null || next.getSQLState() == null && failed.getSQLState() != null ? failed : next;
    }

    /** What the database said, on one line. */
    static String message(SQLException failed) {
        return String.valueOf(first(failed).getMessage()).replaceAll("\\s*\\R\\s*", " ");
    }

    /** For the user: what was tried, and what the database said to it. */
    static IOException describe(String what, @Nullable String statement, SQLException failed) {
        String state = state(failed);
        return new IOException(
                what + ": " + message(failed) + (state.isEmpty() ? "" : " (SQL state " + state + ")")
                        + (statement == null ? "" : ", in: " + statement),
                failed);
    }
}
