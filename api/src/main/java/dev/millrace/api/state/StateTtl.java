package dev.millrace.api.state;

import java.io.Serializable;
import java.time.Duration;

/**
 * How long a value is kept, in event time. A value is expired when the time of a call is {@code after} or more past its last
 * use: then it is not to be seen any more, and is taken away soon.
 *
 * <p>The time of a call is that of its record or timer, or the watermark where that is later. So for records that are not late
 * it does not depend on how they are batched.
 *
 * <p>Not stored with the values: a job that is started again with another time to live holds it for old values, too.
 *
 * @param after from the last use, at least a millisecond; finer than that is cut off
 * @param refresh what counts as a use
 */
public record StateTtl(Duration after, Refresh refresh) implements Serializable {

    /** What starts the time of a value anew. */
    public enum Refresh {
        /** That it is written. */
        ON_WRITE,
        /** That it is written, or read by any method that gives it. */
        ON_READ_AND_WRITE
    }

    /** Validates. */
    public StateTtl {
        if (after.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("state must be kept for at least PT0.001S, got " + after
                    + "; leave out expireAfter to keep it until it is cleared");
        }
    }
}
