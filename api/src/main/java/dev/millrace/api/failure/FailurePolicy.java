package dev.millrace.api.failure;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a record that an operator, a source or a sink cannot process. Immutable.
 *
 * <pre>{@code
 * lines.map(Reading::parse)
 *         .onFailure(FailurePolicy.deadLetter()
 *                 .retry(3, Duration.ofMillis(100))
 *                 .atMost(100, Duration.ofMinutes(1)))
 * }</pre>
 *
 * <p>An {@link Error} fails the job whatever the policy: it says that the program is wrong or at its end, not the record.
 *
 * @param action what is done once no more tries are left
 * @param retries how often the function is called again for a record, 0 for never
 * @param backoff pause before the first of these; it doubles with each, up to {@link #BACKOFF_MAX}
 * @param rate the most records that may be set aside in a time, or null for any number
 * @param share the largest share of records that may be set aside, or null for any
 */
public record FailurePolicy(
        Action action,
        int retries,
        Duration backoff,
        @Nullable Rate rate,
        @Nullable Share share) {

    /** The most retries of one record. */
    public static final int RETRIES_MAX = 1_000;

    /** The longest pause between two tries, however often they double. */
    public static final Duration BACKOFF_MAX = Duration.ofMinutes(1);

    /** What {@link Rate#records} and {@link Share#ofLast} may be at most: that many failures are remembered. */
    public static final int LIMIT_MAX = 1_000_000;

    private static final FailurePolicy FAIL = new FailurePolicy(Action.FAIL, 0, Duration.ZERO, null, null);
    private static final FailurePolicy DEAD_LETTER =
            new FailurePolicy(Action.DEAD_LETTER, 0, Duration.ZERO, null, null);

    /** What is done with a record that cannot be processed. */
    public enum Action {
        /** The job fails, naming operator, position and cause. */
        FAIL,
        /** The record goes to the {@code failed()} stream of its operator, or to the dead letters of the pipeline. */
        DEAD_LETTER
    }

    /**
     * A limit by time, by the clock of the job. It holds for all tasks of the operator together.
     *
     * @param records the most that may be set aside, from 0
     * @param within in a time of this length, positive
     */
    public record Rate(int records, Duration within) {

        /** Validates. */
        public Rate {
            requireLimit("the number of records", records, 0);
            if (within.compareTo(Duration.ofMillis(1)) < 0) {
                throw new IllegalArgumentException("the time of a limit must be at least PT0.001S, got " + within);
            }
        }
    }

    /**
     * A limit by share. It holds for each task of the operator by itself, from its first record on: 1 percent of the last
     * 1,000 lets 10 records fail among the first 1,000, and the 11th fails the job.
     *
     * @param percent the largest share that may be set aside, from 0 to 100
     * @param ofLast of how many records that came to the operator last
     */
    public record Share(double percent, int ofLast) {

        /** Validates. */
        public Share {
            if (!(percent >= 0 && percent <= 100)) {
                throw new IllegalArgumentException("a share must be from 0 to 100 percent, got " + percent);
            }
            requireLimit("the number of records that a share is of", ofLast, 1);
        }

        /**
         * The share as a number of records.
         *
         * @return rounded down
         */
        public int records() {
            return (int) Math.floor(percent * ofLast / 100);
        }
    }

    /** Validates. */
    public FailurePolicy {
        if (retries < 0 || retries > RETRIES_MAX) {
            throw new IllegalArgumentException("retries must be from 0 to " + RETRIES_MAX + ", got " + retries);
        }
        if (backoff.isNegative() || backoff.compareTo(BACKOFF_MAX) > 0) {
            throw new IllegalArgumentException(
                    "the pause before a retry must be from PT0S to " + BACKOFF_MAX + ", got " + backoff);
        }
        if (action == Action.FAIL && (rate != null || share != null)) {
            throw new IllegalArgumentException("a policy that fails at the first record needs no limit of how many may"
                    + " fail; begin with FailurePolicy.deadLetter()");
        }
    }

    private static void requireLimit(String what, int value, int min) {
        if (value < min || value > LIMIT_MAX) {
            throw new IllegalArgumentException(what + " must be from " + min + " to " + LIMIT_MAX + ", got " + value);
        }
    }

    /**
     * The first record that cannot be processed fails the job. What holds where nothing is said.
     *
     * @return the policy
     */
    public static FailurePolicy fail() {
        return FAIL;
    }

    /**
     * Sets records aside that cannot be processed, and goes on without them.
     *
     * @return the policy
     */
    public static FailurePolicy deadLetter() {
        return DEAD_LETTER;
    }

    /**
     * Calls the function again before the record counts as failed. The records behind it wait, and so does a checkpoint; no
     * worker does. Only for functions without state, and for sinks that refuse a record.
     *
     * @param times how often at most, from 1
     * @param firstPause before the first retry, by the clock of the job; it doubles with each, up to {@link #BACKOFF_MAX}
     * @return a new policy
     */
    public FailurePolicy retry(int times, Duration firstPause) {
        if (times < 1) {
            throw new IllegalArgumentException(
                    "a retry happens at least once, got " + times + "; leave retry out for none");
        }
        return new FailurePolicy(action, times, firstPause, rate, share);
    }

    /**
     * Fails the job when more records fail than this, so that a fault of the program or of a whole input is not taken for one
     * of some records.
     *
     * @param records the most that may be set aside
     * @param within in any time of this length, by the clock of the job
     * @return a new policy
     * @throws IllegalArgumentException if this policy sets nothing aside
     */
    public FailurePolicy atMost(int records, Duration within) {
        return new FailurePolicy(action, retries, backoff, new Rate(records, within), share);
    }

    /**
     * Fails the job when a larger share of the records fails than this.
     *
     * @param percent the largest share that may be set aside
     * @param ofLast of how many records that came to the operator last
     * @return a new policy
     * @throws IllegalArgumentException if this policy sets nothing aside
     */
    public FailurePolicy atMostPercent(double percent, int ofLast) {
        return new FailurePolicy(action, retries, backoff, rate, new Share(percent, ofLast));
    }

    /**
     * Whether records are set aside, so that somebody must read them.
     *
     * @return true for dead letters
     */
    public boolean setsAside() {
        return action == Action.DEAD_LETTER;
    }

    /**
     * The same without retries.
     *
     * @return a new policy
     */
    public FailurePolicy withoutRetries() {
        return new FailurePolicy(action, 0, Duration.ZERO, rate, share);
    }

    /**
     * The pause before a retry.
     *
     * @param retry number of the retry, from 1
     * @return {@link #backoff}, doubled for each retry before, at most {@link #BACKOFF_MAX}
     */
    public Duration pauseBefore(int retry) {
        long limit = BACKOFF_MAX.toMillis();
        long millis = backoff.toMillis();
        for (int i = 1; i < retry && millis > 0 && millis < limit; i++) {
            millis *= 2;
        }
        return Duration.ofMillis(Math.min(millis, limit));
    }
}
