package dev.millrace.benchmarks.recovery;

import dev.millrace.benchmarks.query.EngineName;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * An engine that takes part. Count, sum, least and greatest price by key, a result for each record; the source is a {@link
 * Load}. Its job is never stopped: the process is killed. Used by one thread.
 */
public interface StatefulEngine {

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
     * @param lastBytes of state, in the last one
     * @param pauseMillis how long a thread stood still for the worst of them; empty if it does not say
     * @param totalMillis how long each took; empty if it does not say
     */
    record OwnFigures(long failed, long lastBytes, OptionalDouble pauseMillis, List<Long> totalMillis) {}

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
     * @return the figures at this moment
     * @throws Exception if it does not answer
     */
    OwnFigures figures() throws Exception;
}
