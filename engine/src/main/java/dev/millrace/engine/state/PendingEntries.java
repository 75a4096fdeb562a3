package dev.millrace.engine.state;

/** Entries of a capture that are written after it, some at a time, or before what they say changes. Used by the task's thread. */
public interface PendingEntries {

    /**
     * Writes some.
     *
     * @param entriesMax at most so many
     * @param found room for at least one number, for who needs it
     * @return how many; 0 if none are pending any more
     */
    int writePending(int entriesMax, int[] found);

    /** Writes all, since what they are about is to go. */
    default void writeAllPending() {
        int[] found = new int[Long.SIZE];
        while (writePending(found.length, found) > 0) {
            // Until there are none.
        }
    }

    /** Nobody wants what is pending. */
    void discardPending();
}
