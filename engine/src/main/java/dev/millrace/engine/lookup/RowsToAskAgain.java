package dev.millrace.engine.lookup;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.ArrayDeque;

/**
 * Rows that were in flight when an operator was captured, in their order. The headers between them are gone: they come
 * before all that comes now, and rows that were behind the watermark of their split say so themselves.
 */
final class RowsToAskAgain {

    /** At a capture. */
    private static final String LIST = "rows";

    /** One for each task that has left rows. */
    private final ArrayDeque<Batch> batches = new ArrayDeque<>();

    /** The next row of the first of them. */
    private int row;

    int size() {
        return batches.stream().mapToInt(batch -> batch.size).sum() - row;
    }

    boolean isEmpty() {
        return batches.isEmpty();
    }

    /** The batch of the next row, which is {@link #row}. */
    Batch batch() {
        return batches.element();
    }

    int row() {
        return row;
    }

    /** The next row has been asked. */
    void removeFirst() {
        row++;
        if (row == batches.element().size) {
            batches.remove();
            row = 0;
        }
    }

    /** Writes one entry with the rows in flight and these behind them, so that one task gets them and keeps their order. */
    void capture(RowsInFlight inFlight, StateWriter out) {
        out.list(LIST);
        out.entryForAny();
        out.writeInt(inFlight.size() + size());
        inFlight.write(out);
        int from = row;
        for (Batch batch : batches) {
            for (int i = from; i < batch.size; i++) {
                long splitWatermark = batch.hasSplitWatermarks ? batch.splitWatermarks[i] : Long.MIN_VALUE;
                RowsInFlight.write(batch.timestamps[i], batch.origins[i], batch.values[i], splitWatermark, out);
            }
            from = 0;
        }
    }

    /** Takes in what was written. */
    void restore(StateReader in) {
        while (in.next(LIST)) {
            int size = in.readInt();
            Batch batch = new Batch(size);
            while (batch.size < size) {
                in.readRow(batch);
                if (in.readBoolean()) {
                    batch.becomeSplitWatermarked();
                    batch.splitWatermarks[batch.size - 1] = in.readLong();
                } else if (batch.hasSplitWatermarks) {
                    batch.splitWatermarks[batch.size - 1] = Long.MIN_VALUE;
                }
            }
            if (size > 0) {
                batches.add(batch);
            }
        }
    }
}
