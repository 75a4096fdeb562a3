package dev.millrace.benchmarks.pipeline;

import dev.millrace.api.job.Job;
import dev.millrace.api.job.Runner;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Answering;
import dev.millrace.benchmarks.query.Form;
import dev.millrace.benchmarks.query.Query;
import dev.millrace.engine.EmbeddedRuntime;
import java.util.function.Supplier;

/** Every run is a job, from start to end. The runtime and its workers outlive all runs. */
public final class JobAnswering implements Answering {

    private final Definition definition;
    private final Runner runner;
    private final Runnable onClose;
    private Supplier<Answer> answer = () -> Answer.NONE;

    private JobAnswering(Definition definition, Runner runner, Runnable onClose) {
        this.definition = definition;
        this.runner = runner;
        this.onClose = onClose;
    }

    /**
     * Has a runner answer a query.
     *
     * @param query not one on files or pushed bids
     * @param threads how many splits there are, unless order matters
     * @param runner runs a job for each run
     * @param onClose called once, after the last
     * @return a new one
     */
    public static Answering of(Query query, int threads, Runner runner, Runnable onClose) {
        return new JobAnswering(Definitions.of(query, threads), runner, onClose);
    }

    /** The same on the embedded engine, alone in its process or among many other jobs. */
    static Answering embedded(Query query, int workers) throws InterruptedException {
        EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(workers).build();
        if (query.form() != Form.CROWDED) {
            return of(query, workers, runtime, runtime::close);
        }
        Crowd crowd = new Crowd(runtime);
        return of(query, workers, runtime, () -> {
            crowd.close();
            runtime.close();
        });
    }

    @Override
    public void run(long records) throws InterruptedException {
        Pipeline pipeline = Pipeline.named("query");
        answer = definition.define(pipeline, records);
        try (Job job = runner.start(pipeline)) {
            job.await();
        }
    }

    @Override
    public Answer answer() {
        return answer.get();
    }

    @Override
    public void close() {
        onClose.run();
    }
}
