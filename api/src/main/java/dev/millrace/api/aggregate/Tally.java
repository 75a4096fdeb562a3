package dev.millrace.api.aggregate;

/** Adds ones and zeroes, which cannot overflow. */
record Tally(String name) implements Fold {

    @Override
    public int width() {
        return 1;
    }

    @Override
    public void clear(long[] cells, int at) {
        cells[at] = 0;
    }

    @Override
    public void add(long[] cells, int at, long number) {
        cells[at] += number;
    }

    @Override
    public void merge(long[] cells, int at, long[] others, int otherAt) {
        cells[at] += others[otherAt];
    }

    @Override
    public boolean isInvertible() {
        return true;
    }

    @Override
    public void subtract(long[] cells, int at, long[] others, int otherAt) {
        cells[at] -= others[otherAt];
    }

    @Override
    public String describe() {
        return name;
    }
}
