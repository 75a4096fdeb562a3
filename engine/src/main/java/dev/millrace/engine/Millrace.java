package dev.millrace.engine;

import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;

/** The entry to the embedded engine. */
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
}
