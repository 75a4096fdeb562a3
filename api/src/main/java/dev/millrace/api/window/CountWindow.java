package dev.millrace.api.window;

/**
 * Windows of a number of records of one key, in the order of (event time, split, position), which the watermark releases.
 * The last window of a key is as large as it got when the input ends.
 *
 * @param size records in a window, between 1 and {@link #SIZE_MAX}
 * @param slide records from the end of one window to that of the next, between 1 and {@code size}; equal to it for windows
 *     that do not overlap
 * @param isInArrivalOrder whether records are counted as they come, at once; then results depend on the order of arrival,
 *     and nothing is late
 */
public record CountWindow(long size, long slide, boolean isInArrivalOrder) implements WindowSpec<Object> {

    /** The most records in a window. */
    public static final long SIZE_MAX = 1L << 40;

    /** Validates. */
    public CountWindow {
        if (size < 1 || size > SIZE_MAX) {
            throw new IllegalArgumentException(
                    "the size of a count window must be between 1 and " + SIZE_MAX + " records, got " + size);
        }
        if (slide < 1 || slide > size) {
            throw new IllegalArgumentException("the slide of a count window must be between 1 and its size, " + size
                    + " records, got " + slide + "; a larger one would leave records out");
        }
    }

    /**
     * The same windows, over overlapping runs of records.
     *
     * @param records from the end of one window to that of the next
     * @return a new specification
     */
    public CountWindow slidingBy(long records) {
        return new CountWindow(size, records, isInArrivalOrder);
    }

    /**
     * The same windows, over records in the order in which they come.
     *
     * @return a new specification
     */
    public CountWindow inArrivalOrder() {
        return new CountWindow(size, slide, true);
    }

    @Override
    public String describe() {
        return "count " + size + (slide == size ? "" : " by " + slide)
                + (isInArrivalOrder ? " in order of arrival" : "");
    }
}
