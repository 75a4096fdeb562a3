package dev.millrace.engine.window;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * The slices that have records and are not closed, in order of time. Usually one to three; a wide bound of disorder over
 * narrow windows makes it thousands, found by binary search.
 */
final class OpenSlices {

    private final List<Slice> slices = new ArrayList<>();

    /** The slice with this start, made and put in its place if there is none. */
    Slice findOrAdd(long start, LongFunction<Slice> maker) {
        int low = 0;
        int high = slices.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (slices.get(middle).start < start) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low < slices.size() && slices.get(low).start == start) {
            return slices.get(low);
        }
        Slice slice = maker.apply(start);
        slices.add(low, slice);
        return slice;
    }

    /** Whether the earliest slice ends at or before the watermark. */
    boolean isDue(long watermark) {
        return !slices.isEmpty() && slices.get(0).end <= watermark;
    }

    /** The earliest slice. */
    Slice first() {
        return slices.get(0);
    }

    /** Forgets the earliest slice. */
    void removeFirst() {
        slices.remove(0);
    }

    /** Records in all open slices, counted in their accumulators. */
    long records() {
        long records = 0;
        for (Slice slice : slices) {
            records += slice.accumulators.records();
        }
        return records;
    }

    /** Number of open slices. */
    int size() {
        return slices.size();
    }
}
