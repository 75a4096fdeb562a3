package dev.millrace.it.oracle;

import dev.millrace.api.window.AlignedWindows;
import java.util.ArrayList;
import java.util.List;

/**
 * Aligned windows such as a user writes, with edges at uneven distances, as months have. If they tile, each slice is a
 * window; else a window ends at two of three edges, and is two or three slices long in turn.
 */
record IrregularWindows(long unitMillis, boolean isTiling) implements AlignedWindows {

    /** By place in a round of edges, in hundredths of a unit; less than a unit, so that edges stay in order. */
    private static final int[] SHIFTS = {0, 30, 0, 70, 10};

    private long edge(long index) {
        return index * unitMillis + unitMillis * SHIFTS[Math.floorMod(index, SHIFTS.length)] / 100;
    }

    private long indexAtOrBefore(long timestamp) {
        long index = Math.floorDiv(timestamp, unitMillis) + 1;
        while (edge(index) > timestamp) {
            index--;
        }
        return index;
    }

    @Override
    public long sliceStart(long timestamp) {
        return timestamp < Long.MIN_VALUE / 2 ? Long.MIN_VALUE : edge(indexAtOrBefore(timestamp));
    }

    @Override
    public long sliceEnd(long timestamp) {
        return timestamp > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : edge(indexAtOrBefore(timestamp) + 1);
    }

    @Override
    public long windowStart(long end) {
        long index = indexAtOrBefore(end);
        if (isTiling) {
            return edge(index - 1);
        }
        return Math.floorMod(index, 3) == 1 ? NO_WINDOW : edge(index - length(index));
    }

    private static int length(long index) {
        return 2 + Math.floorMod(index, 2);
    }

    /** For the model: all windows that contain a time, one after the other. */
    List<Span> spans(long timestamp) {
        List<Span> spans = new ArrayList<>();
        long around = Math.floorDiv(timestamp, unitMillis);
        for (long index = around - 5; index <= around + 8; index++) {
            if (!isTiling && Math.floorMod(index, 3) == 1) {
                continue;
            }
            Span span = new Span(edge(index - (isTiling ? 1 : length(index))), edge(index));
            if (span.start() <= timestamp && timestamp < span.end()) {
                spans.add(span);
            }
        }
        return spans;
    }

    @Override
    public String describe() {
        return "irregular " + unitMillis + (isTiling ? " tiling" : "");
    }
}
