package dev.millrace.benchmarks.pipeline;

import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Answering;
import dev.millrace.engine.EmbeddedRuntime;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Every run is a job, from start to end. The runtime and its workers outlive all runs. */
final class JobAnswering implements Answering {

    private final Definition definition;
    private final EmbeddedRuntime runtime;
    private final @Nullable Crowd crowd;
    private Supplier<Answer> answer = () -> Answer.NONE;

    JobAnswering(Definition definition, int workers, boolean isCrowded) throws InterruptedException {
        this.definition = definition;
        this.runtime = EmbeddedRuntime.builder().workers(workers).build();
        this.crowd = isCrowded ? new Crowd(runtime) : null;
    }

    @Override
    public void run(long records) throws InterruptedException {
        Pipeline pipeline = Pipeline.named("query");
        answer = definition.define(pipeline, records);
        try (Job job = runtime.start(pipeline)) {
            job.await();
        }
    }

    @Override
    public Answer answer() {
        return answer.get();
    }

    @Override
    public void close() {
        if (crowd != null) {
            crowd.close();
        }
        runtime.close();
    }
}
