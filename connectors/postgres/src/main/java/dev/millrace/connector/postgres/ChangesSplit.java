package dev.millrace.connector.postgres;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import org.jspecify.annotations.Nullable;

/**
 * The one split of a table: its changes have one order.
 *
 * @param changes the source
 * @param keyColumn the column of the key, if that is a single value
 * @param endLsn place in the log at which a job ends that is started for the first time; 0 if it does not
 */
record ChangesSplit<K, V extends Record>(PostgresChanges<K, V> changes, String keyColumn, long endLsn)
        implements Split<PostgresChange<K, V>> {

    @Override
    public String id() {
        return changes.options().table();
    }

    @Override
    public boolean isBounded() {
        return changes.options().isBounded();
    }

    @Override
    public SourceReader<PostgresChange<K, V>> open(ReaderContext context, byte @Nullable [] position) {
        ChangesPosition start = position == null ? ChangesPosition.begin(0, endLsn) : ChangesPosition.of(position);
        return new ChangesReader<>(
                ChangesThread.start(changes.server(), changes.options(), start, context),
                RowDecoder.of(changes.keyType()),
                RowDecoder.of(changes.rowType()),
                keyColumn,
                start);
    }

    @Override
    public String describePosition(long position) {
        return changes.options().table() + ", change " + (position + 1) + ", rows that were there at first included";
    }
}
