package dev.millrace.engine.aggregate;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.OwnCode;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.KeyTable;
import java.lang.invoke.MethodHandles;

/**
 * Counts the records of slots, and folds the first column into what there is of its sum, least and greatest: the most usual
 * aggregates in one pass, which finds each slot once. Other cells are left to a {@link CellKernel} each.
 */
interface Counting {

    /** Makes that of a layout. Its code belongs to the function of the column that it folds. */
    static Counting of(AggregateLayout layout) {
        Class<?> owner = layout.cells().isEmpty()
                ? Counting.class
                : layout.column(layout.cells().get(0)).functionClass();
        return OwnCode.loopOf(owner, MethodHandles.lookup(), Counting.class, CountingKernel.class, layout);
    }

    /** How many of the user's cells, from the first on, are folded here. */
    int cellsTaken();

    /**
     * Counts and folds rows.
     *
     * @param pages cells by page of slots
     * @param slots by row
     * @param ids by row
     * @param from first row
     * @param to end of the rows
     * @param trash a slot whose sums may overflow
     * @param keys the first row of a slot makes it a holder of its key's id
     * @return the row at which a sum overflowed, which has not been counted; {@code to} if all is well
     */
    int update(long[][] pages, int[] slots, int[] ids, int from, int to, int trash, KeyTable keys);

    /** Takes back what counting did with rows; what was folded stays. */
    void uncount(long[][] pages, int[] slots, int[] ids, int from, int to, int trash, KeyTable keys);

    /**
     * Counts and folds one row, whose slot is not tracked.
     *
     * @param cells the page of its slot
     * @param at the slot's first cell
     * @param keys if this is the first row of the slot it becomes a holder of the id
     * @param id of the key
     * @param batch the row's
     * @param row of the batch whose columns have been read
     * @throws RecordFailure if a sum overflowed; then nothing has changed
     */
    void update(long[] cells, int at, KeyTable keys, int id, Batch batch, int row) throws RecordFailure;

    /**
     * Merges the cells that are folded here, and the counts.
     *
     * @param cells the page of one slot
     * @param at its first cell
     * @param others the page of the other, which stays as it is
     * @param otherAt its first cell
     * @throws ArithmeticException if a sum overflows
     */
    void merge(long[] cells, int at, long[] others, int otherAt);
}
