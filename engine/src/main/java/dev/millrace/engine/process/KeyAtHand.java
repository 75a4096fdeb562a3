package dev.millrace.engine.process;

import dev.millrace.engine.state.KeyTable;

/** Which key the function is called for, and what time it is for that call. Owned by the task's thread. */
final class KeyAtHand {

    private static final int NONE = -1;

    /** The ids of all keys that have state or timers. */
    final KeyTable keys = new KeyTable();

    private int id = NONE;

    /** Event time of the call, epoch milliseconds. Only of meaning within one. */
    long nowMillis = Long.MIN_VALUE;

    /** Orders the call among others of its time, for aggregates. */
    long sequence;

    void enter(int keyId, long now, long callSequence) {
        id = keyId;
        nowMillis = now;
        sequence = callSequence;
    }

    void leave() {
        id = NONE;
    }

    /**
     * The id of the key.
     *
     * @param what is used, for the message
     * @throws IllegalStateException if no call is under way
     */
    int id(String what) {
        if (id == NONE) {
            throw new IllegalStateException(
                    what + " was used outside of process and onTimer; it belongs to the key of one"
                            + " call, so ask each call for it anew");
        }
        return id;
    }
}
