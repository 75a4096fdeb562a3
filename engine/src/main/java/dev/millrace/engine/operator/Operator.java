package dev.millrace.engine.operator;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * A step of a chain: batches go in, batches come out. Everything the engine does to records is behind this interface.
 *
 * <p>The task calls all methods on one thread at a time, in this order:
 *
 * <pre>
 * ( accept ( next )* until it returns null and isDrained() )*
 * </pre>
 *
 * <p>An operator does a bounded amount of work in each call and never waits. One that cannot go on, as a sink that is
 * not ready, returns null from {@link #next} and false from {@link #isDrained}; it will be asked again.
 *
 * <p>An operator that holds records from which results will come is not idle, whatever its input is: it clears
 * {@link Batch#isIdle} in the headers that it sends.
 *
 * <p>One that awaits answers from outside may take more batches meanwhile: it is drained as long as it has room, gives nothing
 * while there is nothing, and keeps headers back until the rows before them have gone.
 *
 * <p>Otherwise, for each batch accepted, at least one comes out, perhaps without rows, so that the header travels: the last batch
 * that comes out carries the header of the one that went in, and rows never overtake it. A batch given to
 * {@link #accept} may be changed and passed on, until {@code next} returns null. A batch returned by {@code next} must
 * stay as it is until the next call of {@code next} or {@code accept}.
 */
public interface Operator {

    /**
     * Takes a batch. Only called when drained.
     *
     * @param batch valid until this operator is drained
     * @throws RecordFailure if a record could not be processed
     */
    void accept(Batch batch) throws RecordFailure;

    /**
     * Gives the next batch of output.
     *
     * @return null if there is none now
     * @throws RecordFailure if a record could not be processed
     */
    @Nullable
    Batch next() throws RecordFailure;

    /** Whether this operator can take another batch once {@link #next} has returned null. */
    default boolean isDrained() {
        return true;
    }

    /**
     * There is no input for now: what has been waiting for more of it should wait no longer. Only called when drained.
     *
     * @return true if something was done, so that {@link #next} may have something
     */
    default boolean flush() {
        return false;
    }

    /** Whether something is under way outside that will bring records without further input. */
    default boolean isWaiting() {
        return false;
    }

    /**
     * When that was read from its source which the batch given last became due by.
     *
     * @param ofInput the same of the batch accepted last, which it is unless something else makes batches due: an answer from
     *     outside, or the clock
     * @return a reading of the job's ticker, or {@link Batch#NOT_TIMED}
     */
    default long readNanos(long ofInput) {
        return ofInput;
    }

    /** Lets go of what is under way outside; the last call. What is held stays accounted for. */
    default void close() {}

    /**
     * Writes all that must outlive this process, so that another operator, made alike, goes on where this one stands. Only
     * called when drained; it goes on afterwards, and nothing that was handed to the writer may change with it.
     *
     * <p>What only makes things faster is left out. The watermark comes again, in the header of an empty
     * batch before all others, and counters are restored by the task.
     */
    default void capture(StateWriter out) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " cannot be captured");
    }

    /**
     * Takes in what the operators of all former tasks captured, as far as it belongs to this one. The first call, before any
     * batch.
     */
    default void restore(StateReader in) {
        throw new UnsupportedOperationException(getClass().getSimpleName() + " cannot be restored");
    }

    /** Tells what it keeps in memory; batches that it only works in are left out. Between two batches. */
    default void weigh(Footprint footprint) {}

    /** Records that entered and have no other disposition yet, counted from state. */
    long held();

    /** What happened to the records so far. */
    OperatorCounters counters();
}
