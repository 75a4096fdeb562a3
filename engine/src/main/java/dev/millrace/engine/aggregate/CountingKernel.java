package dev.millrace.engine.aggregate;

import static dev.millrace.engine.aggregate.Accumulators.PAGE_MASK;
import static dev.millrace.engine.aggregate.Accumulators.PAGE_SHIFT;

import dev.millrace.engine.aggregate.AggregateLayout.PlannedCell;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.KeyTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@link Counting} of a layout. Made by {@link Counting#of} only, since each has code of its own: which cells there are is a
 * condition in each row, and one that has had the same outcome since its code was loaded costs nothing.
 */
final class CountingKernel implements Counting {

    /** The offset of a cell that there is not; that of the count, which is never folded. */
    private static final int NONE = 0;

    private final @Nullable Column column;
    private final boolean isTracked;
    private final int stride;
    private final int cellsTaken;
    private final int sumOffset;
    private final int minOffset;
    private final int maxOffset;

    /** Called by its name nowhere. */
    CountingKernel(AggregateLayout layout) {
        List<PlannedCell> cells = layout.cells();
        int[] offsets = new int[CellOperation.MAX_DOUBLE + 1];
        int taken = 0;
        while (taken < cells.size() && isTaken(cells.get(taken), cells.get(0))) {
            offsets[cells.get(taken).operation()] = layout.firstUserCell() + taken;
            taken++;
        }
        column = taken == 0 ? null : layout.column(cells.get(0));
        isTracked = layout.isTracked();
        stride = layout.cellCount();
        cellsTaken = taken;
        sumOffset = offsets[CellOperation.SUM];
        minOffset = offsets[CellOperation.MIN];
        maxOffset = offsets[CellOperation.MAX];
    }

    private static boolean isTaken(PlannedCell cell, PlannedCell first) {
        int operation = cell.operation();
        return cell.column() == first.column()
                && (operation == CellOperation.SUM || operation == CellOperation.MIN || operation == CellOperation.MAX);
    }

    @Override
    public int cellsTaken() {
        return cellsTaken;
    }

    @Override
    public int update(long[][] pages, int[] slots, int[] ids, int from, int to, int trash, KeyTable keys) {
        if (column == null) {
            count(pages, slots, ids, from, to, keys);
            return to;
        }
        long[] numbers = column.numbers;
        for (int row = from; row < to; row++) {
            int slot = slots[row];
            long[] cells = pages[slot >> PAGE_SHIFT];
            int at = (slot & PAGE_MASK) * stride;
            if (!fold(cells, at, numbers[row]) && slot != trash) {
                return row;
            }
            if (cells[at]++ == 0) {
                onFirstRecord(cells, at, keys, ids[row]);
            }
        }
        return to;
    }

    private void count(long[][] pages, int[] slots, int[] ids, int from, int to, KeyTable keys) {
        for (int row = from; row < to; row++) {
            int slot = slots[row];
            long[] cells = pages[slot >> PAGE_SHIFT];
            int at = (slot & PAGE_MASK) * stride;
            if (cells[at]++ == 0) {
                onFirstRecord(cells, at, keys, ids[row]);
            }
        }
    }

    private void onFirstRecord(long[] cells, int at, KeyTable keys, int id) {
        if (!isTracked || cells[at + AggregatePlan.REVISION] == 0) {
            keys.retain(id);
        }
    }

    @Override
    public void uncount(long[][] pages, int[] slots, int[] ids, int from, int to, int trash, KeyTable keys) {
        for (int row = from; row < to; row++) {
            int slot = slots[row];
            long[] cells = pages[slot >> PAGE_SHIFT];
            int at = (slot & PAGE_MASK) * stride;
            boolean isUnused = --cells[at] == 0 && (!isTracked || cells[at + AggregatePlan.REVISION] == 0);
            if (isUnused && slot != trash) {
                keys.release(ids[row]);
            }
        }
    }

    @Override
    public void update(long[] cells, int at, KeyTable keys, int id, Batch batch, int row) throws RecordFailure {
        if (column != null && !fold(cells, at, column.numbers[row])) {
            throw CellKernel.overflow(batch, row);
        }
        if (cells[at]++ == 0) {
            keys.retain(id);
        }
    }

    @Override
    public void merge(long[] cells, int at, long[] others, int otherAt) {
        cells[at] += others[otherAt];
        if (sumOffset != NONE) {
            cells[at + sumOffset] =
                    CellOperation.merge(CellOperation.SUM, cells[at + sumOffset], others[otherAt + sumOffset]);
        }
        if (minOffset != NONE) {
            cells[at + minOffset] = Math.min(cells[at + minOffset], others[otherAt + minOffset]);
        }
        if (maxOffset != NONE) {
            cells[at + maxOffset] = Math.max(cells[at + maxOffset], others[otherAt + maxOffset]);
        }
    }

    /** False, and nothing has changed, if the sum overflows. The conditions are the same in every row. */
    private boolean fold(long[] cells, int at, long number) {
        if (sumOffset != NONE) {
            long before = cells[at + sumOffset];
            long sum = before + number;
            if (((before ^ sum) & (number ^ sum)) < 0) {
                return false;
            }
            cells[at + sumOffset] = sum;
        }
        if (minOffset != NONE && number < cells[at + minOffset]) {
            cells[at + minOffset] = number;
        }
        if (maxOffset != NONE && number > cells[at + maxOffset]) {
            cells[at + maxOffset] = number;
        }
        return true;
    }
}
