package dev.millrace.api.job;

/**
 * What an operator keeps in memory, over all its tasks, when it was weighed last.
 *
 * @param arrayBytes bytes of the arrays in which the engine keeps state, and of the batches on the connections to the next
 *     operators; exact, with the headers of arrays, for a virtual machine of 64 bits. A peak stays in it where room is kept for the
 *     next keys
 * @param objectBytes bytes of objects: records, keys and accumulators of the program, and small objects of the engine. Estimated: their
 *     number times the mean of some that were looked into
 * @param keys that have something there; 0 if it keeps nothing by key
 */
public record MemoryFigures(long arrayBytes, long objectBytes, long keys) {

    /** Of an operator that keeps nothing. */
    public static final MemoryFigures NOTHING = new MemoryFigures(0, 0, 0);

    /**
     * All of it, as it counts for the memory of the runtime.
     *
     * @return the sum of both kinds of bytes
     */
    public long bytes() {
        return arrayBytes + objectBytes;
    }

    /**
     * The figures of both together, as of two tasks of one operator.
     *
     * @param other of the same operator
     * @return the sums
     */
    public MemoryFigures plus(MemoryFigures other) {
        return new MemoryFigures(arrayBytes + other.arrayBytes, objectBytes + other.objectBytes, keys + other.keys);
    }
}
