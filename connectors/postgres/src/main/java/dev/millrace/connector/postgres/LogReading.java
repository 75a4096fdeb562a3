package dev.millrace.connector.postgres;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes changes of the messages of the log, from a position on, which may be within a transaction. Owned by one thread. */
final class LogReading {

    private final CapturedTable table;
    private final SnapshotFilter filter;
    private final PostgresChanges.Options options;
    private final Changes out;

    private ChangesPosition position;

    /** Place of the commit of the transaction at hand; 0 between two. */
    private long transaction;

    private long millis;

    /** Changes of it so far. */
    private long index;

    /** How many of its changes have been given in an earlier run. */
    private long indexBefore;

    /** Takes changes. */
    interface Changes {

        /** Waits for room. */
        void put(FetchedChange change) throws SQLException, InterruptedException;
    }

    LogReading(
            CapturedTable table,
            SnapshotFilter filter,
            PostgresChanges.Options options,
            ChangesPosition start,
            Changes out) {
        this.table = table;
        this.filter = filter;
        this.options = options;
        this.out = out;
        position = start;
    }

    ChangesPosition position() {
        return position;
    }

    /** Takes a message; tells whether what follows is behind the end. */
    boolean onMessage(LogMessage message) throws IOException, SQLException, InterruptedException {
        if (message instanceof LogMessage.Begin begin) {
            transaction = begin.commitLsn();
            millis = begin.millis();
            index = 0;
            indexBefore = position.transaction() == transaction ? position.index() : 0;
            return isBehindEnd(transaction);
        }
        if (message instanceof LogMessage.Commit commit) {
            boolean isBeforeStart = transaction < position.transaction();
            transaction = 0;
            return !isBeforeStart && moveTo(commit.endLsn());
        }
        if (message instanceof LogMessage.Relation relation && table.isReplacedBy(relation)) {
            throw table.replaced();
        }
        if (message instanceof LogMessage.Row row && table.isOf(row.relation())) {
            onRow(row);
        } else if (message instanceof LogMessage.Truncate truncate
                && truncate.relations().stream().anyMatch(table::isOf)) {
            onTruncate();
        }
        return false;
    }

    /** Nothing has come, up to a place; tells whether that is behind the end. Not while a transaction is to be found again. */
    boolean onIdle(long receivedLsn) throws SQLException, InterruptedException {
        return position.transaction() == 0 && transaction == 0 && receivedLsn > position.lsn() && moveTo(receivedLsn);
    }

    private boolean moveTo(long lsn) throws SQLException, InterruptedException {
        position = position.at(lsn);
        out.put(FetchedChange.none(position));
        return isBehindEnd(lsn);
    }

    private boolean isBehindEnd(long lsn) {
        return position.end() > 0 && lsn >= position.end();
    }

    private void onRow(LogMessage.Row row) throws IOException, SQLException, InterruptedException {
        Tuple before = row.before();
        Tuple after = row.after();
        if (after == null) {
            give(PostgresChange.Kind.DELETE, before, null);
        } else if (before == null) {
            PostgresChange.Kind kind = row.isInsert() ? PostgresChange.Kind.INSERT : PostgresChange.Kind.UPDATE;
            give(kind, after, after);
        } else {
            if (table.keyOf(before).equals(table.keyOf(after))) {
                give(PostgresChange.Kind.UPDATE, after, after);
            } else {
                give(PostgresChange.Kind.DELETE, before, null);
                give(PostgresChange.Kind.INSERT, after, after);
            }
        }
    }

    private void onTruncate() throws IOException, SQLException, InterruptedException {
        if (!options.areTruncatesGiven() && !filter.isInRows(position, null, transaction)) {
            throw new IOException(
                    "table " + table.name() + " was emptied by TRUNCATE, which names no rows, in the transaction"
                            + " that was committed at " + Lsn.text(transaction)
                            + ". Say withTruncates(), or start the job anew without its checkpoints");
        }
        give(PostgresChange.Kind.TRUNCATE, null, null);
    }

    /** Unless it is in the rows that were read, or was given in an earlier run. */
    private void give(PostgresChange.Kind kind, @Nullable Tuple keyed, @Nullable Tuple row)
            throws IOException, SQLException, InterruptedException {
        List<String> key = keyed == null ? null : table.keyOf(keyed);
        if (!position.parts().isEmpty() && filter.isInRows(position, key, transaction)) {
            return;
        }
        index++;
        if (index > indexBefore) {
            position = position.afterChange(transaction, index);
            out.put(new FetchedChange(kind, keyed, row, position, millis));
        }
    }
}
