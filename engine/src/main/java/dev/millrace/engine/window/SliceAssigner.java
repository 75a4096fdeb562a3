package dev.millrace.engine.window;

import dev.millrace.engine.aggregate.Accumulators;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.time.Judge;
import java.util.Arrays;
import java.util.function.LongFunction;

/**
 * Finds the slots of rows whose windows are made of slices, and adds the rows to them. While a batch lies within one slice,
 * as in order it does, that is one pass without a branch on time; or none, when all keys have been there before: then ids
 * are as good as slots.
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

    private final SharedState state;
    private final Slices slices;
    private final LongFunction<Slice> maker;
    private final Behind behind;

    /** By row, of the batch at hand; not where rows were added by their ids. */
    final int[] slots;

    private int outside;

    /** The row of the batch at hand that has come up. */
    private int row;

    /** Whether cells are all that a slot has. */
    private final boolean canBeById;

    /** Whether the rows of the batch at hand all lie in one slice in which every id has its place. */
    private boolean isById;

    /** By row, where rows of the batch at hand lie in several slices or may be behind; else {@link #only}. */
    private final Slice[] sliceOfRow;

    private @org.jspecify.annotations.Nullable Slice only;

    SliceAssigner(SharedState state, Slices slices, LongFunction<Slice> maker, Behind behind) {
        this.state = state;
        this.slices = slices;
        this.maker = maker;
        this.behind = behind;
        canBeById = !state.plan().needsSlots();
        slots = new int[state.batchCapacity()];
        sliceOfRow = new Slice[state.batchCapacity()];
    }

    /** Finds the slots of the rows of a batch whose columns have been read, and adds them. */
    void add(Batch batch, int[] ids, Judge judge) throws RecordFailure {
        isById = false;
        outside = 0;
        row = 0;
        try {
            assign(batch, ids, judge);
        } catch (Throwable thrown) {
            // Windows may be a user's.
            throw new RecordFailure(batch.origins[row], thrown);
        }
        if (slices.isCaptured()) {
            noteChanges(ids, batch.size);
        }
        Slice slice = only;
        if (isById && slice != null) {
            state.plan().update(slice.cellsById(), state.keys(), ids, batch);
        } else {
            state.plan().update(state.accumulators(), state.keys(), slots, ids, batch, 0, batch.size, state.refused());
        }
    }

    private void noteChanges(int[] ids, int rows) {
        if (only != null) {
            only.changed.addAll(ids, only.isOutside ? 0 : rows);
            return;
        }
        for (int i = 0; i < rows; i++) {
            if (!sliceOfRow[i].isOutside) {
                sliceOfRow[i].changed.add(ids[i]);
            }
        }
    }

    /** How many rows of the batch at hand lie where no window is; they went to the trash. */
    int outside() {
        return outside;
    }

    /** Makes slices. */
    LongFunction<Slice> maker() {
        return maker;
    }

    private void assign(Batch batch, int[] ids, Judge judge) {
        boolean isAnyBehind = judge.mayBeBehind();
        only = null;
        if (!isAnyBehind) {
            Slice slice = slices.findOrAdd(batch.timestamps[0], maker);
            if (slice.contains(judge.least()) && slice.contains(judge.greatest())) {
                only = slice;
                isById = canBeById
                        && !slice.isOutside
                        && slice.hasAll(state.keys().idEnd());
                if (slice.isOutside) {
                    Arrays.fill(slots, 0, batch.size, Accumulators.TRASH);
                    outside = batch.size;
                } else if (!isById) {
                    slice.assign(state.accumulators(), ids, batch.size, slots);
                }
                return;
            }
        }
        assignEach(batch, ids, judge, isAnyBehind);
    }

    private void assignEach(Batch batch, int[] ids, Judge judge, boolean isAnyBehind) {
        Slice slice = NOWHERE;
        Slice before = NOWHERE;
        for (row = 0; row < batch.size; row++) {
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
            sliceOfRow[row] = slice;
            if (slice.isOutside) {
                slots[row] = Accumulators.TRASH;
                outside++;
            } else {
                slots[row] = slice.slot(state.accumulators(), ids[row]);
            }
        }
    }

    /** Contains nothing. */
    private static final Slice NOWHERE = new Slice(Long.MAX_VALUE, Long.MIN_VALUE);

    /** The slice of a row of the batch at hand, one that contains nothing if the row has none. */
    Slice sliceOf(int row) {
        return only == null ? sliceOfRow[row] : only;
    }
}
