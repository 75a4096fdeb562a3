package dev.millrace.engine.join;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.state.StateReader;

/** A row that a {@link ChainWriter} wrote, as if it came again: alone in its batch, which says its side. */
final class CapturedRow {

    final Batch batch = new Batch(1);

    /** End of the last window that had closed before it came; {@link RowPages#NEVER} if none had. */
    long closedEnd;

    /** Turns to the next row of the entry. */
    CapturedRow next(StateReader in) {
        batch.clear();
        batch.side = in.readInt();
        in.readRow(batch);
        closedEnd = in.readBoolean() ? in.readLong() : RowPages.NEVER;
        return this;
    }
}
