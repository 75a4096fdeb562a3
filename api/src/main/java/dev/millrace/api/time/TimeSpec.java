package dev.millrace.api.time;

import dev.millrace.api.function.ThrowingToLong;
import java.io.Serializable;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the records of a source get their timestamps, and how its watermark follows from them.
 *
 * <p>A watermark {@code w} says that no on-time record has a timestamp below {@code w}. It is computed for each split as
 * {@code largest timestamp seen - outOfOrderBy}; a source's watermark is the least of its splits.
 *
 * @param kind where timestamps come from
 * @param timestamp reads the timestamp, epoch milliseconds; set exactly where {@code kind} is {@link Kind#EVENT}
 * @param outOfOrderBy how far a record may lag behind the largest timestamp seen on its split and still be on time
 * @param idleAfter how long a live split must stand at its known end before it stops holding time back
 * @param futureBound how far ahead a timestamp may jump and still move time; null for the default, which is
 *     {@link #DEFAULT_FUTURE_BOUND} past the clock for a live split, and no bound for a bounded one
 * @param <T> type of the records
 */
public record TimeSpec<T>(
        Kind kind,
        @Nullable ThrowingToLong<T> timestamp,
        Duration outOfOrderBy,
        Duration idleAfter,
        @Nullable Duration futureBound)
        implements Serializable {

    /** How long a live split stands at its end before it counts as idle, unless set: 30 seconds. */
    public static final Duration DEFAULT_IDLE_AFTER = Duration.ofSeconds(30);

    /** How far past the clock a live record may be and still move the watermark, unless set: 5 minutes. */
    public static final Duration DEFAULT_FUTURE_BOUND = Duration.ofMinutes(5);

    /** The longest duration that a time setting may have: 1,000 years of 365 days. */
    public static final Duration DURATION_MAX = Duration.ofDays(365_000);

    /** Where timestamps come from. */
    public enum Kind {
        /** There are none: windows and other operators of time cannot be built on this stream. */
        NONE,
        /** From a field of the record. */
        EVENT,
        /** From the connector, which knows a timestamp beside each record. */
        SOURCE,
        /** The clock at the moment when the record is read. */
        PROCESSING
    }

    /** Validates. */
    public TimeSpec {
        Objects.requireNonNull(kind, "kind");
        if ((kind == Kind.EVENT) != (timestamp != null)) {
            throw new IllegalArgumentException("a timestamp function belongs to event time, got kind=" + kind
                    + (timestamp == null ? " without one" : " with one"));
        }
        requireDuration("outOfOrderBy", outOfOrderBy);
        requireDuration("idleAfter", idleAfter);
        if (idleAfter.isZero()) {
            throw new IllegalArgumentException("idleAfter must be positive, got PT0S; to let a silent split hold time"
                    + " back for good, set a very long time instead");
        }
        if (futureBound != null) {
            requireDuration("futureBound", futureBound);
        }
    }

    /**
     * A specification of one kind with the default bounds: no disorder, idle after 30 seconds.
     *
     * @param kind where timestamps come from
     * @param timestamp reads the timestamp, for {@link Kind#EVENT} alone
     * @param <T> type of the records
     * @return the specification
     */
    public static <T> TimeSpec<T> of(Kind kind, @Nullable ThrowingToLong<T> timestamp) {
        return new TimeSpec<>(kind, timestamp, Duration.ZERO, DEFAULT_IDLE_AFTER, null);
    }

    /**
     * The same with another bound of disorder.
     *
     * @param bound not negative
     * @return a new specification
     */
    public TimeSpec<T> withOutOfOrderBy(Duration bound) {
        return new TimeSpec<>(kind, timestamp, bound, idleAfter, futureBound);
    }

    /**
     * The same with another idle time.
     *
     * @param duration positive
     * @return a new specification
     */
    public TimeSpec<T> withIdleAfter(Duration duration) {
        return new TimeSpec<>(kind, timestamp, outOfOrderBy, duration, futureBound);
    }

    /**
     * The same with another future bound.
     *
     * @param bound not negative
     * @return a new specification
     */
    public TimeSpec<T> withFutureBound(Duration bound) {
        return new TimeSpec<>(kind, timestamp, outOfOrderBy, idleAfter, bound);
    }

    private static void requireDuration(String setting, Duration duration) {
        if (duration.isNegative() || duration.compareTo(DURATION_MAX) > 0) {
            throw new IllegalArgumentException(
                    setting + " must be between 0 and " + DURATION_MAX + ", got " + duration);
        }
    }
}
