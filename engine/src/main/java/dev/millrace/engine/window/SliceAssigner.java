package dev.millrace.engine.window;

import dev.millrace.engine.aggregate.Accumulators;
import dev.millrace.engine.batch.Batch;
import java.util.function.LongFunction;

/**
 * Finds the slots of rows whose windows are made of slices. While a batch lies within one slice, as in order it does, that is
 * one pass without a branch on time.
 */
final class SliceAssigner {

    /** Decides about rows that are behind the watermark. */
    interface Behind {

        /**
         * Finds the slot of a row that is behind its watermark.
         *
         * @return a slot, {@link Accumulators#TRASH} if the row must not count, or {@link #AS_USUAL}
         */
        int slotOf(Batch batch, int row, int id, long judge);
    }

    /** The row goes where its time says. */
    static final int AS_USUAL = -1;

    private final Accumulators accumulators;
    private final Slices slices;
    private final LongFunction<Slice> maker;
    private final Behind behind;

    /** By row, of the batch at hand. */
    final int[] slots;

    /** By row, where rows of the batch at hand lie in several slices or may be behind; else {@link #only}. */
    private final Slice[] sliceOfRow;

    private @org.jspecify.annotations.Nullable Slice only;

    SliceAssigner(
            Accumulators accumulators, Slices slices, LongFunction<Slice> maker, Behind behind, int batchCapacity) {
        this.accumulators = accumulators;
        this.slices = slices;
        this.maker = maker;
        this.behind = behind;
        slots = new int[batchCapacity];
        sliceOfRow = new Slice[batchCapacity];
    }

    /** Makes slices. */
    LongFunction<Slice> maker() {
        return maker;
    }

    void assign(Batch batch, int[] ids, Judge judge) {
        boolean isAnyBehind = judge.mayBeBehind();
        only = null;
        if (!isAnyBehind) {
            Slice slice = slices.findOrAdd(batch.timestamps[0], maker);
            if (slice.contains(judge.least()) && slice.contains(judge.greatest())) {
                slice.assign(accumulators, ids, batch.size, slots);
                only = slice;
                return;
            }
        }
        assignEach(batch, ids, judge, isAnyBehind);
    }

    private void assignEach(Batch batch, int[] ids, Judge judge, boolean isAnyBehind) {
        Slice slice = NOWHERE;
        Slice before = NOWHERE;
        for (int row = 0; row < batch.size; row++) {
            long timestamp = batch.timestamps[row];
            if (isAnyBehind && timestamp < judge.of(row)) {
                int slot = behind.slotOf(batch, row, ids[row], judge.of(row));
                if (slot != AS_USUAL) {
                    slots[row] = slot;
                    sliceOfRow[row] = NOWHERE;
                    continue;
                }
            }
            if (!slice.contains(timestamp)) {
                // Around an edge rows go to and fro between two slices.
                Slice next = before.contains(timestamp) ? before : slices.findOrAdd(timestamp, maker);
                before = slice;
                slice = next;
            }
            slots[row] = slice.slot(accumulators, ids[row]);
            sliceOfRow[row] = slice;
        }
    }

    /** Contains nothing. */
    private static final Slice NOWHERE = new Slice(Long.MAX_VALUE, Long.MIN_VALUE);

    /** The slice of a row of the batch at hand, one that contains nothing if the row has none. */
    Slice sliceOf(int row) {
        return only == null ? sliceOfRow[row] : only;
    }
}
