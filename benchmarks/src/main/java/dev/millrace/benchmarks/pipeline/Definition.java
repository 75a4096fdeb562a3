package dev.millrace.benchmarks.pipeline;

import dev.millrace.api.stream.Pipeline;
import dev.millrace.benchmarks.query.Answer;
import java.util.function.Supplier;

/** A query as a pipeline. */
@FunctionalInterface
interface Definition {

    /**
     * Describes one job.
     *
     * @param pipeline empty
     * @param records how many there are
     * @return gives the answer when the job has ended
     */
    Supplier<Answer> define(Pipeline pipeline, long records);
}
