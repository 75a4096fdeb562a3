package dev.millrace.engine.worker;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.exchange.Outlet;
import dev.millrace.engine.exchange.TaskInput;
import dev.millrace.engine.operator.Operator;
import java.util.List;
import java.util.function.IntConsumer;

/** What a task consists of. All methods are called on the task's thread. */
public interface TaskBody {

    /** Opens the input: the splits of a source, or lanes. */
    TaskInput openInput() throws Exception;

    /**
     * Opens the operators of the chain.
     *
     * @param opening told the index of each before it is opened, so that a failure can be named
     */
    List<Operator> openOperators(IntConsumer opening) throws Exception;

    /**
     * Where a batch goes that leaves the chain.
     *
     * @param operator index of the operator that it leaves, -1 for the input
     * @param port by which output
     */
    List<Outlet> route(int operator, int port);

    /** All outlets of the task. */
    List<Outlet> outlets();

    /** Name of an operator in the pipeline; -1 is the input. */
    String operatorName(int operator);

    /**
     * A step has ended: weighs what the task keeps in memory, if it is time for that.
     *
     * @param rows how many its operators have got in the step, more than once if several have; and one for each batch
     */
    void onWorked(long rows);

    /** Publishes the account of the task if somebody asked for it. */
    void publishIfAsked();

    /** The last epoch that had ended before this task was made. */
    long firstEpoch();

    /** Empty batches that bring the time at which the operators were captured; none if they are new. */
    List<Batch> firstBatches();

    /** An epoch ends: has the writer make all durable that came before, if there is a writer. */
    void prepare(long epoch) throws Exception;

    /**
     * Captures the state of the task at the end of an epoch. It is handed to the job by {@link #goOnCapturing}.
     *
     * @param isLast whether all input has been processed, so that nothing will follow
     */
    void capture(long epoch, boolean isLast) throws Exception;

    /**
     * Captures the state of the task for a view, which {@link #goOnCapturing} hands to the job. Writers are left alone; what cannot be
     * written fails the view and not the task.
     */
    void captureView(long view);

    /**
     * Writes some of what has been captured and not handed in. What is processed between two calls does not change what is written.
     *
     * @return whether there was anything to do
     */
    boolean goOnCapturing();

    /** Has the writer make visible what it prepared for the epochs up to one, in their order; {@link Long#MAX_VALUE} at the end of the job. */
    void commit(long epoch) throws Exception;

    /** Whether all that was committed is where it belongs. */
    boolean isSettled();

    /** Everything that this task has committed is settled, and nothing follows: tells the writer. */
    void finish() throws Exception;

    /** All tasks have finished: tells the source, to which the job will not go back. */
    void onJobFinished() throws Exception;

    /** The job stops: has the writer undo what it prepared, as far as nobody will ever commit it. */
    void abort() throws Exception;

    /** Closes readers and writers, all of them whatever they throw, and publishes the last account. */
    void close() throws Exception;
}
