package dev.millrace.it.oracle;

import dev.millrace.api.aggregate.Fold;

/** Sum and sum of squares: a block that can subtract. */
record Moments() implements Fold {

    @Override
    public int width() {
        return 2;
    }

    @Override
    public void clear(long[] cells, int at) {
        cells[at] = 0;
        cells[at + 1] = 0;
    }

    @Override
    public void add(long[] cells, int at, long number) {
        cells[at] += number;
        cells[at + 1] += number * number;
    }

    @Override
    public void merge(long[] cells, int at, long[] others, int otherAt) {
        cells[at] += others[otherAt];
        cells[at + 1] += others[otherAt + 1];
    }

    @Override
    public boolean isInvertible() {
        return true;
    }

    @Override
    public void subtract(long[] cells, int at, long[] others, int otherAt) {
        cells[at] -= others[otherAt];
        cells[at + 1] -= others[otherAt + 1];
    }

    @Override
    public String describe() {
        return "moments";
    }
}
