package dev.millrace.engine.join;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The rows of one key and window on one side, in order, by their numbers. What is made of them is not kept: pairs are many. */
final class MetRows {

    /** A larger place than this is not kept for the next key. */
    private static final int CAPACITY_KEPT = 1 << 14;

    private static final int CAPACITY = 16;

    private final RowPages pages;

    /** Of chains, which have no array of their own. */
    private int[] ofChain = new int[CAPACITY];

    private int[] rows = ofChain;
    private int from;
    private int size;

    MetRows(RowPages pages) {
        this.pages = pages;
    }

    /**
     * Takes the rows of a chain that is in order, except those that came when the window had closed for them.
     *
     * @param first of the chain; {@link RowPages#NONE} for an empty one
     * @param windowEnd end of the window
     * @return how many rows were looked at
     */
    int gather(int first, long windowEnd) {
        int looks = 0;
        size = 0;
        for (int row = first; row != RowPages.NONE; looks++) {
            RowPages.Page page = pages.pageOf(row);
            int place = row & RowPages.MASK;
            if (page.isIn(place, windowEnd)) {
                if (size == ofChain.length) {
                    ofChain = Arrays.copyOf(ofChain, size * 2);
                }
                ofChain[size++] = row;
            }
            row = page.next[place] - 1;
        }
        rows = ofChain;
        from = 0;
        return looks;
    }

    /** Takes the rows between two indexes of an array, which is to stay as it is until {@link #clear}. */
    void take(int[] numbers, int start, int end) {
        rows = numbers;
        from = start;
        size = end - start;
    }

    int size() {
        return size;
    }

    @Nullable
    Object value(int index) {
        return pages.value(rows[from + index]);
    }

    long origin(int index) {
        return pages.origin(rows[from + index]);
    }

    void clear() {
        if (ofChain.length > CAPACITY_KEPT) {
            ofChain = new int[CAPACITY];
        }
        rows = ofChain;
        from = 0;
        size = 0;
    }
}
