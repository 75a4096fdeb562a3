package dev.millrace.engine.aggregate;

import dev.millrace.api.aggregate.Cell;

/** How two cells merge: codes in tables that loops run over, in the order in which cells of one column lie. */
final class CellOperation {

    static final int SUM = 1;
    static final int SUM_WRAPPING = 2;
    static final int MIN = 3;
    static final int MAX = 4;
    static final int SUM_DOUBLE = 5;
    static final int MIN_DOUBLE = 6;
    static final int MAX_DOUBLE = 7;

    private CellOperation() {}

    static int of(Cell<?> cell) {
        if (cell instanceof Cell.OfLong<?> folded) {
            return switch (folded.operation()) {
                case SUM -> SUM;
                case SUM_WRAPPING -> SUM_WRAPPING;
                case MIN -> MIN;
                case MAX -> MAX;
            };
        }
        return switch (((Cell.OfDouble<?>) cell).operation()) {
            case SUM, SUM_WRAPPING -> SUM_DOUBLE;
            case MIN -> MIN_DOUBLE;
            case MAX -> MAX_DOUBLE;
        };
    }

    /** Whether a cell holds the raw bits of a double. */
    static boolean isOfDouble(int operation) {
        return operation >= SUM_DOUBLE;
    }

    static long merge(int operation, long left, long right) {
        return switch (operation) {
            case SUM -> sum(left, right);
            case SUM_WRAPPING -> left + right;
            case MIN -> Math.min(left, right);
            case MAX -> Math.max(left, right);
            case SUM_DOUBLE -> bits(Double.longBitsToDouble(left) + Double.longBitsToDouble(right));
            case MIN_DOUBLE -> bits(Math.min(Double.longBitsToDouble(left), Double.longBitsToDouble(right)));
            case MAX_DOUBLE -> bits(Math.max(Double.longBitsToDouble(left), Double.longBitsToDouble(right)));
            default -> throw new AssertionError(operation);
        };
    }

    private static long bits(double number) {
        return Double.doubleToRawLongBits(number);
    }

    private static long sum(long left, long right) {
        long sum = left + right;
        if (((left ^ sum) & (right ^ sum)) < 0) {
            throw CellKernel.overflow();
        }
        return sum;
    }
}
