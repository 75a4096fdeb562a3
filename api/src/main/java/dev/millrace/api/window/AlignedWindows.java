package dev.millrace.api.window;

/**
 * Windows that are the same for all keys and follow from time alone. Time is cut into slices, so that a window is a run of
 * whole slices; then a record is aggregated once, in its slice, however many windows overlap there.
 *
 * <pre>
 * edges      |     |     |     |     |     |        sliceStart, sliceEnd
 * windows    [-----------)                          windowStart(end)
 *                  [-----------)
 *                        [-----------)
 * </pre>
 *
 * <p>Laws: {@code sliceStart(t) <= t < sliceEnd(t)}, equal for all times of one slice, and slices follow each other without
 * gap. At most one window ends at each edge; it starts at an edge, and later windows do not start earlier. Where time
 * itself begins and ends, at {@link Long#MIN_VALUE} and {@link Long#MAX_VALUE}, slices are cut off. Every call with the
 * same arguments returns the same. Called rarely, as times of one slice follow each other.
 */
public non-sealed interface AlignedWindows extends WindowSpec<Object> {

    /** Stands for a window that does not exist. */
    long NO_WINDOW = Long.MIN_VALUE + 1;

    /**
     * Start of a slice.
     *
     * @param timestamp any time, epoch milliseconds
     * @return the greatest edge at or before it
     */
    long sliceStart(long timestamp);

    /**
     * End of a slice.
     *
     * @param timestamp any time, epoch milliseconds
     * @return the least edge after it
     */
    long sliceEnd(long timestamp);

    /**
     * The window that ends at an edge.
     *
     * @param end an edge
     * @return its start, or {@link #NO_WINDOW} if no window ends there
     */
    long windowStart(long end);

    /**
     * Tells whether each slice is a window, so that windows neither overlap nor leave gaps.
     *
     * @return always the same; false unless overridden
     */
    default boolean isTiling() {
        return false;
    }

    /**
     * The last window to close of those that contain a time; a record of that time is late when it has closed.
     *
     * @param timestamp any time, epoch milliseconds
     * @return its end, or {@link #NO_WINDOW} if no window contains that time
     */
    default long lastEnd(long timestamp) {
        long slice = sliceStart(timestamp);
        long last = NO_WINDOW;
        long end = sliceEnd(timestamp);
        while (true) {
            long start = windowStart(end);
            if (start != NO_WINDOW) {
                if (start > slice) {
                    return last;
                }
                last = end;
            }
            if (end == Long.MAX_VALUE) {
                return last;
            }
            end = sliceEnd(end);
        }
    }
}
