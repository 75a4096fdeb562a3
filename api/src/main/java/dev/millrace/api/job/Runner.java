package dev.millrace.api.job;

import dev.millrace.api.stream.Pipeline;

/** Runs pipelines. */
public interface Runner {

    /**
     * Starts a pipeline and freezes it.
     *
     * @param pipeline what to run; it may be started more than once
     * @return the running job
     * @throws IllegalStateException if the pipeline is incomplete
     * @throws JobFailedException if a source cannot be found or opened
     */
    Job start(Pipeline pipeline);
}
