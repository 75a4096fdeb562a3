package dev.millrace.api.join;

/** Which side of a join is read when several have something to give. */
public enum ReadOrder {
    /** The one that is behind in event time; see {@link JoinSpec#lead}. */
    BY_TIME,
    /** Each in turn. */
    IN_TURN,
    /** The last one, alone, until it has come to its known end once, unless it waits for another; then each in turn. */
    LAST_SIDE_FIRST
}
