package dev.millrace.engine.join;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.state.Footprint;
import java.util.Arrays;

/**
 * Rows that go one by one, in no order of time. Places that are free are a chain. Pages go back when no row is left. Owned by
 * one thread.
 */
final class LooseRows {

    private final RowPages pages;

    /** Pages that are taken. */
    private int[] numbers = new int[4];

    private int pageCount;

    /** Places of the last page that have been used. */
    private int used = RowPages.ROWS;

    private int free = RowPages.NONE;
    private int size;

    LooseRows(RowPages pages) {
        this.pages = pages;
    }

    /** Adds a row in front of a chain, and returns its number. */
    int push(Batch batch, int at, int chain) {
        int row = take();
        RowPages.Page page = pages.pageOf(row);
        page.set(row & RowPages.MASK, batch, at);
        page.next[row & RowPages.MASK] = chain + 1;
        size++;
        return row;
    }

    private int take() {
        if (free != RowPages.NONE) {
            int row = free;
            free = pages.next(row);
            return row;
        }
        if (used == RowPages.ROWS) {
            if (pageCount == numbers.length) {
                numbers = Arrays.copyOf(numbers, pageCount * 2);
            }
            numbers[pageCount++] = pages.takePage();
            used = 0;
        }
        return (numbers[pageCount - 1] << RowPages.SHIFT) + used++;
    }

    /** Lets go of the rows of a chain, and returns how many they were. */
    int free(int first) {
        int count = 0;
        for (int row = first; row != RowPages.NONE; count++) {
            RowPages.Page page = pages.pageOf(row);
            int place = row & RowPages.MASK;
            int following = page.next[place] - 1;
            page.values[place] = null;
            page.next[place] = free + 1;
            free = row;
            row = following;
        }
        size -= count;
        if (size == 0) {
            releasePages();
        }
        return count;
    }

    private void releasePages() {
        for (int page = 0; page < pageCount; page++) {
            // Nothing is left in them.
            pages.releasePage(numbers[page], 0);
        }
        pageCount = 0;
        used = RowPages.ROWS;
        free = RowPages.NONE;
    }

    /** Number of rows. */
    int size() {
        return size;
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        footprint.ints(numbers);
    }
}
