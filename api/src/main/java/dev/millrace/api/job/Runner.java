package dev.millrace.api.job;

import dev.millrace.api.stream.Pipeline;

/** Runs pipelines, on the embedded engine or on another; {@code Millrace} in the engine has those that there are. */
public interface Runner extends AutoCloseable {

    /**
     * Starts a pipeline and freezes it.
     *
     * @param pipeline what to run; it may be started more than once
     * @return the running job
     * @throws IllegalStateException if the pipeline is incomplete
     * @throws JobFailedException if a source cannot be found or opened
     */
    Job start(Pipeline pipeline);

    /**
     * Starts a pipeline that keeps its state: from the last checkpoint if there is one, else from the beginning.
     *
     * @param pipeline what to run; frozen by this
     * @param checkpoints where and how often
     * @return the running job
     * @throws IllegalStateException if the pipeline is incomplete, if another job uses the directory, if the checkpoint does not fit
     *     the pipeline, or if a sink would get less than {@link Checkpoints#require} asks for
     * @throws JobFailedException if a source cannot be found or opened, or the checkpoints cannot be read
     */
    Job start(Pipeline pipeline, Checkpoints checkpoints);

    /** Ends what the runner itself has started, with all jobs there; nothing unless overridden. */
    @Override
    default void close() {}
}
