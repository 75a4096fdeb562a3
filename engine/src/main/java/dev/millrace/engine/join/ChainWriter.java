package dev.millrace.engine.join;

import dev.millrace.engine.state.StateWriter;
import java.util.Arrays;

/** Writes the rows of chains, in the order in which {@link CapturedRow} is to give them back. The chains stay as they are. */
final class ChainWriter {

    private final RowPages pages;

    /** Rows of a chain that is turned around. */
    private int[] rows = new int[16];

    ChainWriter(RowPages pages) {
        this.pages = pages;
    }

    /** Adds the rows of a chain to the entry, from the first on; {@link RowPages#NONE} for an empty one. */
    void write(int side, int first, StateWriter out) {
        for (int row = first; row != RowPages.NONE; row = pages.next(row)) {
            writeRow(side, pages.pageOf(row), row & RowPages.MASK, out);
        }
    }

    /** Adds the rows of a chain whose newest row is its first, from the oldest on. */
    void writeFromOldest(int side, int newest, StateWriter out) {
        int count = 0;
        for (int row = newest; row != RowPages.NONE; row = pages.next(row)) {
            if (count == rows.length) {
                rows = Arrays.copyOf(rows, count * 2);
            }
            rows[count++] = row;
        }
        while (count > 0) {
            int row = rows[--count];
            writeRow(side, pages.pageOf(row), row & RowPages.MASK, out);
        }
    }

    /** Adds a row to the entry. */
    void writeRow(int side, RowPages.Page page, int place, StateWriter out) {
        out.writeInt(side);
        out.writeRow(page.timestamps[place], page.origins[place], page.values[place]);
        long closedEnd = page.closedEnd(place);
        out.writeBoolean(closedEnd != RowPages.NEVER);
        if (closedEnd != RowPages.NEVER) {
            out.writeLong(closedEnd);
        }
    }
}
