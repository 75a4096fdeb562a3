package dev.millrace.engine.operator;

import dev.millrace.api.failure.FailurePolicy;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** What becomes of the rows that one operator cannot process in one task. Owned by the task's thread. */
public final class Failures {

    /** Of what need not wait. */
    static final long AT_ONCE = Long.MIN_VALUE;

    private final FailurePolicy policy;
    private final @Nullable FailedRows rows;
    private final InstantSource clock;

    /** Whether the rows of the batch at hand have been given out. */
    private boolean areOut;

    /**
     * Makes one.
     *
     * @param policy of the operator
     * @param rows takes what is set aside; null exactly if nothing is
     * @param clock of the job
     */
    public Failures(FailurePolicy policy, @Nullable FailedRows rows, InstantSource clock) {
        this.policy = policy;
        this.rows = rows;
        this.clock = clock;
    }

    /** The failures of an operator that nobody has said anything about: the first one fails the job. */
    public static Failures fatal() {
        return new Failures(FailurePolicy.fail(), null, InstantSource.fixed(Instant.EPOCH));
    }

    /** Whether rows are set aside, and not the job failed. */
    public boolean setsAside() {
        return rows != null;
    }

    /** Whether a row may be tried again that has been tried so many times beside the first. */
    boolean mayRetry(RecordFailure failure, int retries) {
        return retries < policy.retries() && failure.isOfRecord();
    }

    /** When a retry, counted from 1, is due. */
    long dueAt(int retry) {
        return clock.millis() + policy.pauseBefore(retry).toMillis();
    }

    /** Whether that time has come; {@link #AT_ONCE} always has. */
    boolean isDue(long atMillis) {
        // The clock is not asked for each of the many rows that do not wait.
        return atMillis == AT_ONCE || clock.millis() >= atMillis;
    }

    /**
     * A row has failed for good: counts it, and sets it aside, unless the job fails.
     *
     * @param batch has the row; whoever calls takes it out
     * @param row its index
     * @param failure why
     * @param counters of the operator
     * @throws RecordFailure if the job cannot go on without the row
     */
    @SuppressWarnings("NullAway") // rows below size are set
    void settle(Batch batch, int row, RecordFailure failure, OperatorCounters counters) throws RecordFailure {
        // What stands behind a row has not been done yet.
        long index = counters.in - (batch.size - row);
        settle(batch.values[row], batch.timestamps[row], batch.origins[row], failure, counters, index);
    }

    /**
     * As {@link #settle(Batch, int, RecordFailure, OperatorCounters)}, of what is no row yet.
     *
     * @param index the how manieth record of this task it is
     */
    public void settle(
            Object record, long timestamp, long origin, RecordFailure failure, OperatorCounters counters, long index)
            throws RecordFailure {
        counters.failed++;
        if (rows == null || !failure.isOfRecord()) {
            throw failure;
        }
        rows.add(record, timestamp, origin, failure.cause(), index);
    }

    /**
     * Throws if the job cannot go on without what has failed.
     *
     * @throws RecordFailure the same
     */
    public void requireSetAside(RecordFailure failure) throws RecordFailure {
        if (rows == null || !failure.isOfRecord()) {
            throw failure;
        }
    }

    /**
     * Sets a row aside; whoever calls counts it as failed, and takes it out.
     *
     * @param batch has the row
     * @param row its index
     * @param failure why
     * @param counters of the operator, where the batch has been counted as having come
     * @throws RecordFailure if the job cannot go on without the row
     */
    @SuppressWarnings("NullAway") // rows below size are set
    public void setAside(Batch batch, int row, RecordFailure failure, OperatorCounters counters) throws RecordFailure {
        requireSetAside(failure);
        if (rows != null) {
            long index = counters.in - (batch.size - row);
            rows.add(batch.values[row], batch.timestamps[row], batch.origins[row], failure.cause(), index);
        }
    }

    /**
     * Sets something aside that is no record which came: what should have become of some. The ledger has them where they belong,
     * so it is not counted.
     *
     * @param what stands for it
     * @param timestamp its event time
     * @param failure why; its origin is that of what is set aside
     * @param counters of the operator
     * @throws RecordFailure if the job cannot go on without it
     */
    public void setAside(Object what, long timestamp, RecordFailure failure, OperatorCounters counters)
            throws RecordFailure {
        requireSetAside(failure);
        if (rows != null) {
            rows.add(what, timestamp, failure.origin(), failure.cause(), counters.in);
        }
    }

    /** Whether there is no room to set more aside before what is there has gone. */
    public boolean isFull() {
        return rows != null && rows.isFull();
    }

    /** What was set aside and has not been forgotten. Only where something is set aside. */
    Batch setAsideSoFar() {
        assert rows != null : "nothing is set aside here";
        return rows.batch();
    }

    /** What {@link #setAsideSoFar} gave has gone. */
    void forgetGiven() {
        if (rows != null) {
            rows.forgetGiven();
        }
    }

    /** Whether anything has been set aside since {@link #clear}. */
    public boolean hasRows() {
        return rows != null && rows.batch().size > 0;
    }

    /**
     * The rows that were set aside of a batch, to go before what is left of it; perhaps none, but time goes on.
     *
     * @param batch whose header goes with them
     * @return null if nobody reads them, or they have been given out
     */
    public @Nullable Batch next(Batch batch) {
        if (rows == null || areOut) {
            return null;
        }
        areOut = true;
        rows.batch().copyHeader(batch);
        return rows.batch();
    }

    /** The next batch begins. */
    public void clear() {
        if (rows != null) {
            rows.batch().clear();
            areOut = false;
        }
    }
}
