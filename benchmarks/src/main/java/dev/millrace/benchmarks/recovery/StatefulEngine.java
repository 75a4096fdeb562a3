package dev.millrace.benchmarks.recovery;

import dev.millrace.benchmarks.query.EngineName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * An engine that takes part. Count, sum, least and greatest price by key, a result for each record; the source is a {@link
 * Load}. What is measured is never closed: the process is killed. Used by one thread.
 */
public interface StatefulEngine extends AutoCloseable {

    /**
     * Which one.
     *
     * @return its name
     */
    EngineName name();

    /**
     * What a job is started with.
     *
     * @param trial what it takes part in
     * @param threads workers, or parallelism
     * @param directory for checkpoints, or null for none; if there are some, the job goes on from the last one
     * @param intervalMillis from one to the next
     */
    record Setup(Trial trial, int threads, @Nullable Path directory, long intervalMillis) {}

    /**
     * What an engine says of its checkpoints itself.
     *
     * @param failed how many failed
     * @param stateBytes of all state, in the last one
     * @param pauseP99Millis how long a thread stood still, of 99 in 100 pauses; empty if it does not say
     * @param pauseMaxMillis how long a thread stood still for the worst of them; empty if it does not say
     * @param totalMillis how long each took, as far as it says
     */
    record OwnFigures(
            long failed,
            long stateBytes,
            OptionalDouble pauseP99Millis,
            OptionalDouble pauseMaxMillis,
            List<Long> totalMillis) {}

    /**
     * Starts what outlives jobs, as workers or a cluster.
     *
     * @param setup of the job that will follow
     * @throws Exception if it cannot be started
     */
    void open(Setup setup) throws Exception;

    /**
     * Starts the job.
     *
     * @param setup how
     * @throws Exception if it cannot be started
     */
    void start(Setup setup) throws Exception;

    /**
     * Throws if the job does not run any more.
     *
     * @throws Exception why
     */
    void requireRunning() throws Exception;

    /**
     * What the engine says itself.
     *
     * @param sinceMillis checkpoints that began earlier do not count, if it can tell them apart
     * @return the figures at this moment
     * @throws Exception if it does not answer
     */
    OwnFigures figures(long sinceMillis) throws Exception;

    /**
     * Stops the job, whose checkpoints stay, and what outlives it.
     *
     * @throws IOException if it does not stop
     */
    @Override
    void close() throws IOException;
}
