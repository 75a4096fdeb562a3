package dev.millrace.engine.aggregate;

import static dev.millrace.engine.aggregate.Accumulators.PAGE_MASK;
import static dev.millrace.engine.aggregate.Accumulators.PAGE_SHIFT;

import dev.millrace.api.aggregate.Cell;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;

/**
 * Folds a column into a cell of each row's slot. One small class for each operation, so that every loop is
 * compiled for itself.
 */
abstract sealed class CellKernel {

    final Column column;
    final int offset;

    private CellKernel(Column column, int offset) {
        this.column = column;
        this.offset = offset;
    }

    static CellKernel ofLong(Cell.Operation operation, Column column, int offset) {
        return switch (operation) {
            case SUM -> new LongSum(column, offset);
            case SUM_WRAPPING -> new LongSumWrapping(column, offset);
            case MIN -> new LongMin(column, offset);
            case MAX -> new LongMax(column, offset);
        };
    }

    static CellKernel ofDouble(Cell.Operation operation, Column column, int offset) {
        return switch (operation) {
            case SUM, SUM_WRAPPING -> new DoubleSum(column, offset);
            case MIN -> new DoubleMin(column, offset);
            case MAX -> new DoubleMax(column, offset);
        };
    }

    /**
     * Folds.
     *
     * @param pages cells by page of slots
     * @param stride cells of one slot
     * @param slots by row
     * @param batch the rows, for their origins
     * @param from first row
     * @param to end of the rows
     * @param trash a slot whose sums may overflow
     */
    abstract void update(long[][] pages, int stride, int[] slots, Batch batch, int from, int to, int trash)
            throws RecordFailure;

    static RecordFailure overflow(Batch batch, int row) {
        return new RecordFailure(batch.origins[row], overflow());
    }

    static ArithmeticException overflow() {
        return new ArithmeticException(
                "the sum of longs overflowed; sum a double instead, scale the numbers down, or use"
                        + " sumWrapping if you know that it will not matter");
    }

    private static final class LongSum extends CellKernel {

        LongSum(Column column, int offset) {
            super(column, offset);
        }

        @Override
        void update(long[][] pages, int stride, int[] slots, Batch batch, int from, int to, int trash)
                throws RecordFailure {
            long[] numbers = column.numbers;
            for (int row = from; row < to; row++) {
                int slot = slots[row];
                long[] cells = pages[slot >> PAGE_SHIFT];
                int at = (slot & PAGE_MASK) * stride + offset;
                long before = cells[at];
                long number = numbers[row];
                long sum = before + number;
                if (((before ^ sum) & (number ^ sum)) < 0) {
                    if (slot == trash) {
                        continue;
                    }
                    throw overflow(batch, row);
                }
                cells[at] = sum;
            }
        }
    }

    private static final class LongSumWrapping extends CellKernel {

        LongSumWrapping(Column column, int offset) {
            super(column, offset);
        }

        @Override
        void update(long[][] pages, int stride, int[] slots, Batch batch, int from, int to, int trash) {
            long[] numbers = column.numbers;
            for (int row = from; row < to; row++) {
                int slot = slots[row];
                pages[slot >> PAGE_SHIFT][(slot & PAGE_MASK) * stride + offset] += numbers[row];
            }
        }
    }

    private static final class LongMin extends CellKernel {

        LongMin(Column column, int offset) {
            super(column, offset);
        }

        @Override
        void update(long[][] pages, int stride, int[] slots, Batch batch, int from, int to, int trash) {
            long[] numbers = column.numbers;
            for (int row = from; row < to; row++) {
                int slot = slots[row];
                long[] cells = pages[slot >> PAGE_SHIFT];
                int at = (slot & PAGE_MASK) * stride + offset;
                cells[at] = Math.min(cells[at], numbers[row]);
            }
        }
    }

    private static final class LongMax extends CellKernel {

        LongMax(Column column, int offset) {
            super(column, offset);
        }

        @Override
        void update(long[][] pages, int stride, int[] slots, Batch batch, int from, int to, int trash) {
            long[] numbers = column.numbers;
            for (int row = from; row < to; row++) {
                int slot = slots[row];
                long[] cells = pages[slot >> PAGE_SHIFT];
                int at = (slot & PAGE_MASK) * stride + offset;
                cells[at] = Math.max(cells[at], numbers[row]);
            }
        }
    }

    /** The three in one pass, for summaries: the slot is found once. */
    static final class LongSumMinMax extends CellKernel {

        LongSumMinMax(Column column, int offset) {
            super(column, offset);
        }

        @Override
        void update(long[][] pages, int stride, int[] slots, Batch batch, int from, int to, int trash)
                throws RecordFailure {
            long[] numbers = column.numbers;
            for (int row = from; row < to; row++) {
                int slot = slots[row];
                long[] cells = pages[slot >> PAGE_SHIFT];
                int at = (slot & PAGE_MASK) * stride + offset;
                long number = numbers[row];
                long before = cells[at];
                long sum = before + number;
                if (((before ^ sum) & (number ^ sum)) < 0) {
                    if (slot == trash) {
                        continue;
                    }
                    throw overflow(batch, row);
                }
                cells[at] = sum;
                if (number < cells[at + 1]) {
                    cells[at + 1] = number;
                }
                if (number > cells[at + 2]) {
                    cells[at + 2] = number;
                }
            }
        }
    }

    private static final class DoubleSum extends CellKernel {

        DoubleSum(Column column, int offset) {
            super(column, offset);
        }

        @Override
        void update(long[][] pages, int stride, int[] slots, Batch batch, int from, int to, int trash) {
            long[] numbers = column.numbers;
            for (int row = from; row < to; row++) {
                int slot = slots[row];
                long[] cells = pages[slot >> PAGE_SHIFT];
                int at = (slot & PAGE_MASK) * stride + offset;
                double sum = Double.longBitsToDouble(cells[at]) + Double.longBitsToDouble(numbers[row]);
                cells[at] = Double.doubleToRawLongBits(sum);
            }
        }
    }

    private static final class DoubleMin extends CellKernel {

        DoubleMin(Column column, int offset) {
            super(column, offset);
        }

        @Override
        void update(long[][] pages, int stride, int[] slots, Batch batch, int from, int to, int trash) {
            long[] numbers = column.numbers;
            for (int row = from; row < to; row++) {
                int slot = slots[row];
                long[] cells = pages[slot >> PAGE_SHIFT];
                int at = (slot & PAGE_MASK) * stride + offset;
                double least = Math.min(Double.longBitsToDouble(cells[at]), Double.longBitsToDouble(numbers[row]));
                cells[at] = Double.doubleToRawLongBits(least);
            }
        }
    }

    private static final class DoubleMax extends CellKernel {

        DoubleMax(Column column, int offset) {
            super(column, offset);
        }

        @Override
        void update(long[][] pages, int stride, int[] slots, Batch batch, int from, int to, int trash) {
            long[] numbers = column.numbers;
            for (int row = from; row < to; row++) {
                int slot = slots[row];
                long[] cells = pages[slot >> PAGE_SHIFT];
                int at = (slot & PAGE_MASK) * stride + offset;
                double greatest = Math.max(Double.longBitsToDouble(cells[at]), Double.longBitsToDouble(numbers[row]));
                cells[at] = Double.doubleToRawLongBits(greatest);
            }
        }
    }
}
