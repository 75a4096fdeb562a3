package dev.millrace.api.join;

/** Which side of a join is read when several have something to give. */
public enum ReadOrder {
    /** The one that is behind in event time; see {@link JoinSpec#lead}. */
    BY_TIME,
    /**
     * The last one, until its time has come to where the records of the others are, so that these need not wait for it, but no
     * further ahead than {@link JoinSpec#lead}; then by time.
     */
    LAST_SIDE_AHEAD,
    /** Each in turn. */
    IN_TURN,
    /** The last one, alone, until it has come to its known end once, unless it waits for another; then each in turn. */
    LAST_SIDE_FIRST
}
