package dev.millrace.engine.lookup;

import dev.millrace.api.window.ClosedBy;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.state.IntQueue;

/** The rows in flight between two headers, and the second of these. */
final class Segment {

    /** Slots: where order is kept all of them, as they came; else those that have an answer, as it came. */
    final IntQueue slots = new IntQueue();

    /** Rows that came. */
    int rows;

    /** Of these, rows that have not left. */
    int rowsLeft;

    /** Whether its header is known, and so no row will come. */
    boolean isClosed;

    private long watermark;
    private ClosedBy cause = ClosedBy.WATERMARK;
    private boolean isIdle;
    private boolean isEnd;
    private long readNanos = Batch.NOT_TIMED;

    /** Makes it ready for its next use. */
    void open() {
        assert slots.isEmpty() && rowsLeft == 0 : "its rows have left";
        rows = 0;
        isClosed = false;
        readNanos = Batch.NOT_TIMED;
    }

    void close(Batch header) {
        isClosed = true;
        watermark = header.watermark;
        cause = header.cause;
        isIdle = header.isIdle;
        isEnd = header.isEnd;
        readNanos = Batch.earlier(readNanos, header.readNanos);
    }

    /** Whether a later header says all that this one's says. */
    boolean isContinuedBy(Batch header) {
        return !header.isEnd && header.cause == cause;
    }

    void writeHeader(Batch batch) {
        batch.watermark = watermark;
        batch.cause = cause;
        batch.isIdle = isIdle;
        batch.isEnd = isEnd;
        batch.readNanos = Batch.earlier(batch.readNanos, readNanos);
    }
}
