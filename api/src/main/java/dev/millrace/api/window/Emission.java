package dev.millrace.api.window;

import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When results come, and what becomes of records that come late. Built by the methods of the windowed stream.
 *
 * @param earlyEvery period of event time after which open windows that have changed give an early result; null for none
 * @param earlyEveryRecords records of one key and window after which it gives an early result; 0 for none
 * @param isDiscarding whether each result covers only the records since the one before
 * @param allowedLateness how long after its end a window still takes records, each batch of which gives an update
 * @param latePolicy what becomes of records that come even later
 */
public record Emission(
        @Nullable Duration earlyEvery,
        long earlyEveryRecords,
        boolean isDiscarding,
        Duration allowedLateness,
        LatePolicy latePolicy)
        implements Serializable {

    /** One final result for each window; late records to their stream. */
    public static final Emission FINAL_ONLY = new Emission(null, 0, false, Duration.ZERO, LatePolicy.SIDE_STREAM);

    /** Validates. */
    public Emission {
        if (earlyEvery != null) {
            WindowTime.requireSize("period of early results", "window", earlyEvery);
        }
        if (earlyEveryRecords < 0) {
            throw new IllegalArgumentException(
                    "early results come every so many records, at least 1, got " + earlyEveryRecords);
        }
        if (allowedLateness.isNegative()) {
            throw new IllegalArgumentException("the allowed lateness must not be negative, got " + allowedLateness);
        }
        if (!allowedLateness.isZero()) {
            WindowTime.requireSize("allowed lateness", "window", allowedLateness);
        }
    }

    /**
     * Whether a window can give more than one result.
     *
     * @return true with early results or an allowed lateness
     */
    public boolean isRevised() {
        return hasEarlyResults() || !allowedLateness.isZero();
    }

    /**
     * Whether results may come before a window closes.
     *
     * @return true if either way was asked for
     */
    public boolean hasEarlyResults() {
        return earlyEvery != null || earlyEveryRecords > 0;
    }

    /** With early results every period. */
    public Emission withEarlyEvery(Duration period) {
        return new Emission(period, earlyEveryRecords, isDiscarding, allowedLateness, latePolicy);
    }

    /** With early results every number of records. */
    public Emission withEarlyEveryRecords(long records) {
        return new Emission(earlyEvery, records, isDiscarding, allowedLateness, latePolicy);
    }

    /** With results that cover only what is new. */
    public Emission withDiscarding() {
        return new Emission(earlyEvery, earlyEveryRecords, true, allowedLateness, latePolicy);
    }

    /** With updates by late records. */
    public Emission withAllowedLateness(Duration lateness) {
        return new Emission(earlyEvery, earlyEveryRecords, isDiscarding, lateness, latePolicy);
    }

    /** With a policy for late records. */
    public Emission withLatePolicy(LatePolicy policy) {
        return new Emission(earlyEvery, earlyEveryRecords, isDiscarding, allowedLateness, policy);
    }

    /**
     * Tells a user what this is.
     *
     * @return empty for {@link #FINAL_ONLY}, else as {@code , early every PT1M}
     */
    public String describe() {
        return (earlyEvery == null ? "" : ", early every " + earlyEvery)
                + (earlyEveryRecords == 0 ? "" : ", early every " + earlyEveryRecords + " records")
                + (isDiscarding ? ", discarding" : "")
                + (allowedLateness.isZero() ? "" : ", allowed lateness " + allowedLateness)
                + (latePolicy == LatePolicy.SIDE_STREAM ? "" : ", late " + latePolicy);
    }
}
