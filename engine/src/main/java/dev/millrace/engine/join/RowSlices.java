package dev.millrace.engine.join;

import dev.millrace.api.window.AlignedWindows;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The slices that have rows, in order of time: first those that are sealed, then those that are open. Usually few; a wide
 * bound of disorder over narrow windows makes it thousands, found by binary search.
 */
final class RowSlices {

    private final AlignedWindows windows;
    private final RowPages pages;
    private final SliceOrder order;
    private final List<RowSlice> slices = new ArrayList<>();
    private int sealed;
    private int nextNumber;

    /** Whether they have been captured, so that changes are of interest. */
    private boolean isCaptured;

    private long closedRows;

    RowSlices(AlignedWindows windows, RowPages pages, SliceOrder order) {
        this.windows = windows;
        this.pages = pages;
        this.order = order;
    }

    /** The slice that contains a time; if it is made now, it is sealed if the watermark has passed it. */
    RowSlice findOrAdd(long timestamp, long watermark) {
        int index = indexOf(timestamp);
        if (index < slices.size() && slices.get(index).start <= timestamp) {
            return slices.get(index);
        }
        boolean isOutside = windows.lastEnd(timestamp) == AlignedWindows.NO_WINDOW;
        RowSlice slice = new RowSlice(
                nextNumber++,
                windows.sliceStart(timestamp),
                windows.sliceEnd(timestamp),
                isOutside,
                pages,
                order,
                new ChangedRows(isCaptured));
        slices.add(index, slice);
        if (slice.end <= watermark) {
            slice.isSealed = true;
            sealed++;
        }
        return slice;
    }

    /** Index of the first slice that ends after a time. */
    private int indexOf(long timestamp) {
        int low = 0;
        int high = slices.size();
        // Most often it is the last one.
        if (high > 0 && slices.get(high - 1).contains(timestamp)) {
            return high - 1;
        }
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (slices.get(middle).end <= timestamp) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The earliest open slice; null if there is none. */
    @Nullable
    RowSlice firstOpen() {
        return sealed < slices.size() ? slices.get(sealed) : null;
    }

    /** The chains of the earliest open slice have gone. */
    void seal(RowSlice slice) {
        assert slice == firstOpen() : "slices are sealed in order";
        slice.seal();
        sealed++;
    }

    /** Lets go of the sealed slices that end at or before a time. */
    void closeBefore(long end) {
        int count = 0;
        while (count < sealed && slices.get(count).end <= end) {
            RowSlice slice = slices.get(count++);
            closedRows += slice.rows();
            slice.close();
        }
        slices.subList(0, count).clear();
        sealed -= count;
    }

    /** Rows of slices that were closed since this was asked last. */
    long takeClosedRows() {
        long rows = closedRows;
        closedRows = 0;
        return rows;
    }

    /** Writes a list with an entry for each id of each open slice. */
    void capture(String list, KeyTable keys, ChainWriter chains, StateWriter out) {
        isCaptured = true;
        out.rows(list, open().stream().mapToInt(slice -> slice.number).toArray());
        open().forEach(slice -> slice.capture(keys, chains, out));
    }

    /** Those that are open. */
    List<RowSlice> open() {
        return slices.subList(sealed, slices.size());
    }

    /** Number of rows. */
    long rows() {
        long rows = 0;
        for (RowSlice slice : slices) {
            rows += slice.rows();
        }
        return rows;
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        slices.forEach(slice -> slice.weigh(footprint));
    }
}
