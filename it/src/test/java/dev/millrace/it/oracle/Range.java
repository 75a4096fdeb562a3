package dev.millrace.it.oracle;

import dev.millrace.api.aggregate.Fold;

/** Least and greatest: a block that cannot subtract, and whose empty cells are not zero. */
record Range() implements Fold {

    @Override
    public int width() {
        return 2;
    }

    @Override
    public void clear(long[] cells, int at) {
        cells[at] = Long.MAX_VALUE;
        cells[at + 1] = Long.MIN_VALUE;
    }

    @Override
    public void add(long[] cells, int at, long number) {
        cells[at] = Math.min(cells[at], number);
        cells[at + 1] = Math.max(cells[at + 1], number);
    }

    @Override
    public void merge(long[] cells, int at, long[] others, int otherAt) {
        cells[at] = Math.min(cells[at], others[otherAt]);
        cells[at + 1] = Math.max(cells[at + 1], others[otherAt + 1]);
    }

    @Override
    public String describe() {
        return "range";
    }
}
