package dev.millrace.engine.aggregate;

import org.jspecify.annotations.Nullable;

/**
 * What a slot held, on its way to another task: the value of a row that stands for several records. Not changed any more.
 */
public final class Partial {

    final long[] cells;
    final @Nullable Object[] objects;

    Partial(long[] cells, @Nullable Object[] objects) {
        this.cells = cells;
        this.objects = objects;
    }

    /** Number of records in it. */
    public long records() {
        return cells[0];
    }
}
