package dev.millrace.engine.join;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The rows of one key and window on one side, side by side and in order. What is made of them is not kept: pairs are many. */
final class MetRows {

    /** A larger place than this is not kept for the next key. */
    private static final int CAPACITY_KEPT = 1 << 14;

    private static final int CAPACITY = 16;

    @Nullable
    Object[] values = new @Nullable Object[CAPACITY];

    long[] origins = new long[CAPACITY];

    int size;

    /**
     * Takes the rows of a chain that is in order, except those that came when the window had closed for them.
     *
     * @param pages where they are
     * @param first of the chain; {@link RowPages#NONE} for an empty one
     * @param windowEnd end of the window
     * @return how many rows were looked at
     */
    int gather(RowPages pages, int first, long windowEnd) {
        int looks = 0;
        for (int row = first; row != RowPages.NONE; looks++) {
            RowPages.Page page = pages.pageOf(row);
            int place = row & RowPages.MASK;
            if (page.isIn(place, windowEnd)) {
                if (size == origins.length) {
                    values = Arrays.copyOf(values, size * 2);
                    origins = Arrays.copyOf(origins, size * 2);
                }
                values[size] = page.values[place];
                origins[size++] = page.origins[place];
            }
            row = page.next[place] - 1;
        }
        return looks;
    }

    void clear() {
        if (origins.length > CAPACITY_KEPT) {
            values = new @Nullable Object[CAPACITY];
            origins = new long[CAPACITY];
        } else {
            Arrays.fill(values, 0, size, null);
        }
        size = 0;
    }
}
