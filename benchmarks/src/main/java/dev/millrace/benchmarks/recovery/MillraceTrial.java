package dev.millrace.benchmarks.recovery;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.max;
import static dev.millrace.api.aggregate.Aggregates.min;
import static dev.millrace.api.aggregate.Aggregates.sum;

import dev.millrace.api.job.CheckpointFigures;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.engine.EmbeddedRuntime;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Millrace. A thread is a worker. */
final class MillraceTrial implements StatefulEngine {

    private @Nullable EmbeddedRuntime runtime;
    private @Nullable Job job;

    @Override
    public EngineName name() {
        return EngineName.MILLRACE_OPAQUE;
    }

    @Override
    public void open(Setup setup) {
        runtime = EmbeddedRuntime.builder().workers(setup.threads()).build();
    }

    @Override
    public void start(Setup setup) {
        Pipeline pipeline = Pipeline.named("totals");
        pipeline.read("bids", new LoadSource(setup.trial()))
                .keyBy(Bid::auction)
                .aggregate("totals", allOf(count(), sum(Bid::price), min(Bid::price), max(Bid::price), Totals::new))
                .changes()
                .write("answer", new MeteredSink(setup.trial()));
        EmbeddedRuntime opened = Objects.requireNonNull(runtime, "open comes first");
        job = setup.directory() == null
                ? opened.start(pipeline)
                : opened.start(
                        pipeline, Checkpoints.in(setup.directory()).every(Duration.ofMillis(setup.intervalMillis())));
    }

    private Job job() {
        return Objects.requireNonNull(job, "start comes first");
    }

    @Override
    public void requireRunning() throws InterruptedException {
        // Throws if it has failed.
        if (job().status().isEnd()) {
            job().await();
            throw new IllegalStateException("the job has ended by itself");
        }
    }

    @Override
    public OwnFigures figures(long sinceMillis) {
        CheckpointFigures figures = job().checkpoints();
        CheckpointFigures.Pauses pauses = figures.pauses();
        return new OwnFigures(
                figures.failed(),
                figures.lastWholeBytes(),
                OptionalDouble.of(pauses.p99().toNanos() / 1e6),
                OptionalDouble.of(pauses.max().toNanos() / 1e6),
                List.of(figures.lastDuration().toMillis()));
    }

    @Override
    public void close() {
        job().close();
        Objects.requireNonNull(runtime, "open comes first").close();
    }
}
