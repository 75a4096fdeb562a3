package dev.millrace.connector.postgres;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A message of {@code pgoutput}, as far as it is of interest. */
sealed interface LogMessage {

    /**
     * A transaction begins, which has committed.
     *
     * @param commitLsn place of its commit
     * @param millis when it was committed
     */
    record Begin(long commitLsn, long millis) implements LogMessage {}

    /**
     * It ends.
     *
     * @param endLsn place behind its commit
     */
    record Commit(long endLsn) implements LogMessage {}

    /**
     * What a table is like from now on.
     *
     * @param id its OID, by which others mean it
     * @param schema of the table
     * @param table its name
     * @param columns that are published
     */
    record Relation(long id, String schema, String table, Columns columns) implements LogMessage {}

    /**
     * A row was inserted, updated or deleted.
     *
     * @param relation which table
     * @param isInsert whether it was inserted
     * @param before what it was: all of it, or the key, or null if that is the same
     * @param after what it is; null if it was deleted
     */
    record Row(
            Relation relation,
            boolean isInsert,
            @Nullable Tuple before,
            @Nullable Tuple after) implements LogMessage {}

    /**
     * Tables were emptied.
     *
     * @param relations which
     */
    record Truncate(List<Relation> relations) implements LogMessage {}

    /** Anything else. */
    record Other() implements LogMessage {}
}
