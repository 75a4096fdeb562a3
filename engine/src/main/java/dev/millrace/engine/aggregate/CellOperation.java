package dev.millrace.engine.aggregate;

import dev.millrace.api.aggregate.Cell;

/** How two cells merge, and whether that can be undone; by cell of a slot, in tables that loops run over. */
enum CellOperation {
    /** Belongs to a block, or to the engine. */
    NONE,
    SUM,
    SUM_WRAPPING,
    MIN,
    MAX,
    SUM_DOUBLE,
    MIN_DOUBLE,
    MAX_DOUBLE;

    static CellOperation of(Cell<?> cell) {
        if (cell instanceof Cell.OfLong<?> folded) {
            return switch (folded.operation()) {
                case SUM -> SUM;
                case SUM_WRAPPING -> SUM_WRAPPING;
                case MIN -> MIN;
                case MAX -> MAX;
            };
        }
        if (cell instanceof Cell.OfDouble<?> folded) {
            return switch (folded.operation()) {
                case SUM, SUM_WRAPPING -> SUM_DOUBLE;
                case MIN -> MIN_DOUBLE;
                case MAX -> MAX_DOUBLE;
            };
        }
        return SUM_WRAPPING;
    }

    long merge(long left, long right) {
        return switch (this) {
            case NONE -> left;
            case SUM -> sum(left, right);
            case SUM_WRAPPING -> left + right;
            case MIN -> Math.min(left, right);
            case MAX -> Math.max(left, right);
            case SUM_DOUBLE -> bits(Double.longBitsToDouble(left) + Double.longBitsToDouble(right));
            case MIN_DOUBLE -> bits(Math.min(Double.longBitsToDouble(left), Double.longBitsToDouble(right)));
            case MAX_DOUBLE -> bits(Math.max(Double.longBitsToDouble(left), Double.longBitsToDouble(right)));
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
