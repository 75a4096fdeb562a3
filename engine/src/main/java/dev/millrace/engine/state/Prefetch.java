package dev.millrace.engine.state;

/**
 * Has memory read before it is needed, for several rows at once: where the state of a row may be anywhere, a loop that works
 * on one row after the other waits for each, while a loop that does nothing but read has a dozen reads under way. Owned by one
 * thread.
 *
 * <p>Java has no instruction for that, so what is wanted is read, added up, and handed to {@link #took}, which keeps the
 * compiler from leaving out what nobody uses. What the second read needs from the first is read by a loop of its own. After
 * Chen, Ailamaki, Gibbons, Mowry: Improving hash join performance through prefetching, ICDE 2004 (group prefetching).
 */
public final class Prefetch {

    /** Rows of a group: about as many reads as a core has under way at once. */
    public static final int ROWS = 16;

    /** State with fewer rows than this is taken to be in a cache that is fast enough. */
    public static final int ROWS_OF_STATE_MIN = 1 << 14;

    @SuppressWarnings("UnusedVariable") // that it is written is all there is to it
    private long sum;

    /** Makes one. */
    public Prefetch() {}

    /**
     * Takes what was read.
     *
     * @param numbers any function of all that was read
     */
    public void took(long numbers) {
        sum = numbers;
    }
}
