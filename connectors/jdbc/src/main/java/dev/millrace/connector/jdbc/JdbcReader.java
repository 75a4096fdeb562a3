package dev.millrace.connector.jdbc;

import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.SourceReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands over the rows that a {@link PageThread} has fetched. Owned by a worker's thread. */
final class JdbcReader<T> implements SourceReader<T> {

    private final PageThread<T> thread;
    private final List<KeyKind> kinds;
    private final List<Object> end;

    /** The page at hand, and the next of its rows. */
    private List<FetchedRow<T>> page = List.of();

    private int next;

    private long rows;
    private List<Object> last;

    JdbcReader(PageThread<T> thread, List<KeyKind> kinds, KeyPosition start) {
        this.thread = thread;
        this.kinds = kinds;
        rows = start.rows();
        last = start.last();
        end = start.end();
    }

    @Override
    public Status read(RecordCollector<T> out) throws Exception {
        boolean isDone = thread.isDone();
        boolean isAtEnd = thread.isAtEnd();
        int collected = 0;
        for (; out.remaining() > 0 && hasRow(); collected++) {
            collect(page.get(next), out);
        }
        if (collected > 0) {
            return Status.DATA;
        }
        if (hasRow()) {
            return Status.UNAVAILABLE;
        }
        thread.requireAlive();
        if (isDone) {
            return Status.END;
        }
        return isAtEnd ? Status.CAUGHT_UP : Status.UNAVAILABLE;
    }

    private boolean hasRow() {
        if (next == page.size()) {
            List<FetchedRow<T>> fetched = thread.poll();
            if (fetched == null) {
                return false;
            }
            page = fetched;
            next = 0;
        }
        return true;
    }

    private void collect(FetchedRow<T> row, RecordCollector<T> out) throws Exception {
        next++;
        long position = rows++;
        last = row.key();
        T record = row.record();
        if (record != null) {
            out.collect(record, position);
        } else {
            String text = String.valueOf(row.text());
            out.refuse(text.getBytes(StandardCharsets.UTF_8), position, noRecord(text, row.failure()));
        }
    }

    private static IOException noRecord(String text, @Nullable Exception cause) {
        String why = cause == null ? "" : ": " + cause.getMessage();
        return new IOException("the row " + text + " is no record" + why, cause);
    }

    @Override
    public byte[] position() {
        return new KeyPosition(rows, last, end).toBytes(kinds);
    }

    @Override
    public void close() throws InterruptedException {
        thread.close();
    }
}
