package dev.millrace.connector.postgres;

import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.SourceReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Hands over what a {@link ChangesThread} has read, decoded. Owned by a worker's thread. */
final class ChangesReader<K, V> implements SourceReader<PostgresChange<K, V>> {

    private final ChangesThread thread;
    private final RowDecoder<K> keys;
    private final RowDecoder<V> rows;
    private final String keyColumn;

    private ChangesPosition position;

    ChangesReader(
            ChangesThread thread, RowDecoder<K> keys, RowDecoder<V> rows, String keyColumn, ChangesPosition start) {
        this.thread = thread;
        this.keys = keys;
        this.rows = rows;
        this.keyColumn = keyColumn;
        position = start;
    }

    @Override
    public Status read(RecordCollector<PostgresChange<K, V>> out) throws Exception {
        boolean isDone = thread.isDone();
        boolean isAtEnd = thread.isAtEnd();
        int collected = 0;
        boolean isEmpty = false;
        while (out.remaining() > 0 && !isEmpty) {
            FetchedChange change = thread.poll();
            if (change == null) {
                isEmpty = true;
            } else {
                if (change.kind() != null) {
                    collect(change, change.kind(), out);
                    collected++;
                }
                position = change.position();
            }
        }
        if (collected > 0) {
            return Status.DATA;
        }
        thread.requireAlive();
        if (isDone && isEmpty) {
            return Status.END;
        }
        return isAtEnd && isEmpty ? Status.CAUGHT_UP : Status.UNAVAILABLE;
    }

    private void collect(FetchedChange change, PostgresChange.Kind kind, RecordCollector<PostgresChange<K, V>> out)
            throws Exception {
        PostgresChange<K, V> decoded;
        try {
            decoded = new PostgresChange<>(
                    kind,
                    change.keyed() == null ? null : keys.decode(change.keyed(), keyColumn),
                    change.row() == null ? null : rows.decode(change.row(), keyColumn));
        } catch (IllegalArgumentException unreadable) {
            String text = kind + " of " + (change.row() == null ? change.keyed() : change.row());
            out.refuse(
                    text.getBytes(StandardCharsets.UTF_8),
                    position.count(),
                    new IOException(text + " is no record: " + unreadable.getMessage(), unreadable));
            return;
        }
        out.collect(decoded, position.count(), change.millis());
    }

    @Override
    public byte[] position() {
        return position.toBytes();
    }

    @Override
    public void onDurable(byte[] stored) {
        ChangesPosition durable = ChangesPosition.of(stored);
        if (durable.isLog()) {
            thread.onDurable(durable.lsn());
        }
    }

    @Override
    public void close() throws InterruptedException {
        thread.close();
    }
}
