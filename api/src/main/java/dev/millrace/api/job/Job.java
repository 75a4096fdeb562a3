package dev.millrace.api.job;

import dev.millrace.api.connector.Ingress;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.view.StateView;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A running pipeline. Thread-safe. */
public interface Job extends AutoCloseable {

    /** How long {@link #view()} waits. */
    Duration VIEW_TIMEOUT = Duration.ofSeconds(30);

    /**
     * The name of its pipeline.
     *
     * @return the name
     */
    String name();

    /**
     * What it is doing.
     *
     * @return the status at this moment
     */
    JobStatus status();

    /**
     * Waits until the job has finished, or was stopped with a savepoint.
     *
     * @throws JobFailedException if it failed
     * @throws java.util.concurrent.CancellationException if it was cancelled
     * @throws InterruptedException if the waiting thread is interrupted; the job goes on
     */
    void await() throws InterruptedException;

    /**
     * Waits until the job has finished, or was stopped with a savepoint, but not for ever.
     *
     * @param timeout how long to wait at most
     * @return false if it is still running
     * @throws JobFailedException if it failed
     * @throws java.util.concurrent.CancellationException if it was cancelled
     * @throws InterruptedException if the waiting thread is interrupted; the job goes on
     */
    boolean await(Duration timeout) throws InterruptedException;

    /**
     * Stops the job without closing windows or committing sinks, and waits until it has let go of everything. Does nothing if it
     * has ended.
     */
    void cancel();

    /**
     * Has sources read nothing more until {@link #resume}; each may finish the batch that it is at. What was read is processed on,
     * checkpoints are made. The watermarks of sources stand still: none becomes idle. What is pushed fills its ingress, and then waits
     * or is dropped as that says.
     *
     * <p>Returns at once. Does nothing if the job is paused or has ended. While the job waits to restart, it is paused from then on.
     *
     * @throws IllegalStateException if it is being drained or stopped
     */
    void pause();

    /**
     * Has sources read on. Returns at once. Does nothing if the job is not paused, or has ended.
     *
     * @throws IllegalStateException if it is being drained or stopped
     */
    void resume();

    /**
     * Ends the job as if its sources had ended here: what they gave is processed to the end, all windows are closed, sinks commit. What
     * was pushed, and waits in an ingress, is read before; nothing more can be pushed. It is {@code FINISHED} then, and stays so if it
     * has checkpoints: to go on later, use {@link #stopWithSavepoint()}.
     *
     * <p>Returns at once; {@link #await()} waits for the end. Does nothing if the job is being drained or has ended. If it fails
     * before its end it goes back to its last checkpoint, and ends what came up to there.
     *
     * @throws IllegalStateException if it is being stopped with a savepoint
     */
    void drain();

    /**
     * Asks for a checkpoint that is kept until somebody deletes its file. Returns at once. The job goes on. If it fails before it is
     * complete, the savepoint is made after the restart.
     *
     * @return to wait for it
     * @throws IllegalStateException if the job keeps no checkpoints, is being drained or stopped, or has ended
     */
    PendingSavepoint savepoint();

    /**
     * Asks for a checkpoint with a label, as {@link #savepoint()} does.
     *
     * @param label a part of its file's name: at most 64 letters, digits, {@code -} and {@code _}, a letter or digit first
     * @return to wait for it
     * @throws IllegalArgumentException if that cannot be a label
     * @throws IllegalStateException if the job keeps no checkpoints, is being drained or stopped, or has ended
     */
    PendingSavepoint savepoint(String label);

    /**
     * Has sources read nothing more, makes a savepoint, has sinks commit up to it, and ends the job. No window is closed by that: a
     * new start goes on exactly there. What was pushed, and waits in an ingress, is read before; nothing more can be pushed.
     *
     * <p>Returns at once. The savepoint is done when the job has ended, and its directory is free for the next. The job is
     * {@code STOPPED} then, or {@code FINISHED} if all sources had ended by themselves before; the savepoint fails if that end was decided already. If the savepoint cannot be written the
     * job goes on as before, and the savepoint says why. If the job fails before its end it is stopped after the restart. Called while
     * the job is being stopped this returns the same savepoint.
     *
     * @return to wait for it
     * @throws IllegalStateException if the job keeps no checkpoints, is being drained, or has ended
     */
    PendingSavepoint stopWithSavepoint();

    /**
     * Stops the job with a savepoint that has a label, as {@link #stopWithSavepoint()} does.
     *
     * @param label as for {@link #savepoint(String)}
     * @return to wait for it
     * @throws IllegalArgumentException if that cannot be a label
     * @throws IllegalStateException if the job keeps no checkpoints, is being drained, or has ended
     */
    PendingSavepoint stopWithSavepoint(String label);

    /**
     * Accounts for every record. Each row is read between two batches of its task, so that its equation holds; rows of
     * different tasks may be a moment apart while the job runs.
     *
     * @return the ledger at this moment, or the last one of a job that has ended
     */
    Ledger ledger();

    /**
     * All figures of this job at this moment, and what they mean in words: why a window is open, why an output is empty, what
     * keeps the job from going faster. Waits for each task to come between two batches; does not slow them.
     *
     * @return an immutable snapshot
     */
    JobSnapshot snapshot();

    /**
     * Writes a test that replays what this job has read lately through its pipeline, as a flight recorder does when a job fails. Waits
     * for each task to come between two batches.
     *
     * @param reason why, for whoever reads the test
     * @return where the test is, for people
     * @throws UnsupportedOperationException if the job has no flight recorder
     * @throws IOException if the test cannot be written
     * @throws IllegalArgumentException if records are of a type that cannot be stored; the message names the path to the field
     */
    default String writeFlightTest(String reason) throws IOException {
        throw new UnsupportedOperationException("job '" + name()
                + "' has no flight recorder; build its runtime with flightRecorder(FlightRecorder.in(...)), and start it on"
                + " workers");
    }

    /**
     * How its checkpoints went.
     *
     * @return the figures at this moment, or the last ones of a job that has ended
     */
    CheckpointFigures checkpoints();

    /**
     * What each sink gets of its results, whatever dies and is started again: as strong as its sources, the checkpoints and the
     * sink allow together.
     *
     * @return one for each sink, in the order of the pipeline; the same for the whole life of the job
     */
    List<SinkGuarantee> guarantees();

    /**
     * What a lookup has cost and saved so far.
     *
     * @param operator name of the lookup
     * @return the figures at this moment, or the last ones of a job that has ended
     * @throws java.util.NoSuchElementException if there is no lookup of that name
     */
    LookupFigures lookup(String operator);

    /**
     * How large a state of a process function is, and how far its sweep is behind.
     *
     * @param operator name of the operator
     * @param state name of the state
     * @return the figures at this moment, or the last ones of a job that has ended
     * @throws java.util.NoSuchElementException if there is no such operator, or it has no such state
     */
    StateFigures state(String operator, String state);

    /**
     * The keys that have the most records, of those that a keyed operator takes in: a window, an aggregation, a
     * deduplication, a join (both sides together). One that has a large share keeps its worker busy while others wait.
     *
     * <p>Estimated by a sample of what was read lately, some million records for each task; always on, since it costs
     * a nanosecond or two for each record.
     *
     * @param operator its name
     * @return at most ten keys with a hundredth of the records or more, the largest share first; the last ones of a job that
     *     has ended
     * @throws java.util.NoSuchElementException if there is no keyed operator of that name
     */
    List<HotKey> hotKeys(String operator);

    /**
     * Looks at the state of the job as of one moment, while it runs: as {@link #view(Duration)} with {@link #VIEW_TIMEOUT}.
     *
     * @return a view, to be closed when it is not needed any more
     * @throws dev.millrace.api.view.StateUnavailableException as {@link #view(Duration)}
     * @throws InterruptedException if the waiting thread is interrupted
     */
    default StateView view() throws InterruptedException {
        return view(VIEW_TIMEOUT);
    }

    /**
     * Looks at the state of the job as of one moment, while it runs, with or without checkpoints. Sources mark a moment between two
     * records, and each operator captures its state when all before that has been processed and nothing after it. Sinks are not
     * touched, and nothing is written. Each operator pauses for as long as it takes to encode all of its state, in memory, and the
     * view holds these bytes: so take one view and read it as often as you like.
     *
     * @param timeout how long to wait at most
     * @return a view, to be closed when it is not needed any more
     * @throws dev.millrace.api.view.StateUnavailableException if the job has ended, or restarts meanwhile, or does not get so far
     *     in time, or its state cannot be stored
     * @throws IllegalArgumentException if a declared state has a type that cannot be stored; the message names the field
     * @throws IllegalStateException if called by a worker of the job, or within a function of it
     * @throws InterruptedException if the waiting thread is interrupted
     */
    StateView view(Duration timeout) throws InterruptedException;

    /**
     * The door into a stream that was read from a {@link dev.millrace.api.connector.Push}.
     *
     * @param stream what {@code pipeline.read(name, Push...)} returned
     * @param <T> type of the records
     * @return the ingress; the same at each call
     * @throws IllegalArgumentException if the stream is of another pipeline, or not of a push source
     */
    <T> Ingress<T> ingress(Stream<T> stream);

    /** Cancels the job if it has not ended, and says so in the log. */
    @Override
    void close();

    /**
     * Names the records of the sources that are behind one result: replays what the job has read between its oldest retained
     * checkpoint and its newest one, on the calling thread, and without sinks. The job goes on meanwhile, or has ended.
     *
     * <p>All of the pipeline's sources must be replayable. The functions of the user are called once more for each record, so what
     * they do outside happens again, and the notes of the replay are kept in memory. Silence does not close windows in a replay: the
     * clock stands.
     *
     * @param query which result; of several, the last
     * @return the records, and in words what is not known
     * @throws IllegalStateException if the job has no checkpoint, a source cannot be read again, or there is no such operator
     * @throws JobFailedException if the replay fails, as by a function that throws
     * @throws IOException if checkpoints cannot be read
     */
    default ResultExplanation explainResult(ResultQuery query) throws IOException {
        throw new IllegalStateException("no result of job '" + name() + "' can be explained: it keeps no checkpoints;"
                + " start it with Checkpoints.in(...)");
    }
}
