package dev.millrace.engine;

import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.Runner;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.exchange.ShardMap;

/** The entry to the embedded engine, and to the other runners that are on the class path. */
public final class Millrace {

    private Millrace() {}

    /**
     * Runs a pipeline to its end, with one worker for each processor.
     *
     * @param pipeline what to run
     * @throws dev.millrace.api.job.JobFailedException if it fails
     * @throws InterruptedException if the calling thread is interrupted; the job is cancelled then
     */
    public static void run(Pipeline pipeline) throws InterruptedException {
        try (EmbeddedRuntime runtime = embedded();
                Job job = runtime.start(pipeline)) {
            job.await();
        }
    }

    /**
     * Runs a pipeline that keeps its state to its end, from the last checkpoint if there is one.
     *
     * @param pipeline what to run
     * @param checkpoints where its state is kept
     * @throws dev.millrace.api.job.JobFailedException if it fails for good
     * @throws InterruptedException if the calling thread is interrupted; the job is cancelled then
     */
    public static void run(Pipeline pipeline, Checkpoints checkpoints) throws InterruptedException {
        try (EmbeddedRuntime runtime = embedded();
                Job job = runtime.start(pipeline, checkpoints)) {
            job.await();
        }
    }

    /**
     * A runtime with one worker for each processor and the system's clock.
     *
     * @return a new runtime, to be closed
     */
    public static EmbeddedRuntime embedded() {
        return EmbeddedRuntime.builder().build();
    }

    /**
     * A runtime on Apache Flink in this process, with one task for each processor: as {@link #flink(int)}.
     *
     * @return a new runner, to be closed
     * @throws IllegalStateException if {@code millrace-runner-flink} or Flink is not on the class path
     */
    public static Runner flink() {
        return flink(Math.min(ShardMap.SHARDS, Runtime.getRuntime().availableProcessors()));
    }

    /**
     * A runtime on Apache Flink in this process, which begins with its first job. The runner is found by its name: neither the engine
     * nor who calls this depends on it. On a cluster a pipeline runs as a job jar.
     *
     * @param parallelism in how many tasks a step runs that is not bound to one, from 1 to 128
     * @return a new runner, to be closed
     * @throws IllegalStateException if {@code millrace-runner-flink} or Flink is not on the class path
     */
    public static Runner flink(int parallelism) {
        return ProvidedRunners.local("flink", parallelism);
    }
}
