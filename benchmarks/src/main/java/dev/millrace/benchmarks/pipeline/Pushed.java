package dev.millrace.benchmarks.pipeline;

import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.Push;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.window.WindowResult;
import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.engine.CallersThreadJob;
import dev.millrace.engine.EmbeddedRuntime;
import java.time.Duration;

/** The tumbling query as a job without threads, for bids in order of time. Belongs to the thread that pushes. */
public final class Pushed implements AutoCloseable {

    private final ChecksumSink<WindowResult<Long, Stats>> sink = WindowPipeline.sink(Stats::hash);
    private final EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(1).build();
    private final CallersThreadJob job;
    private final Ingress<Bid> ingress;

    /** Starts the job. */
    public Pushed() {
        Pipeline pipeline = Pipeline.named("pushed");
        Stream<Bid> stream = WindowPipeline.read(pipeline, Push.of(Bid.class), 0);
        WindowPipeline.aggregate(stream, tumbling(Duration.ofSeconds(10))).write("answer", sink);
        job = runtime.startOnCallersThread(pipeline);
        ingress = job.ingress(stream);
    }

    /**
     * The way in.
     *
     * @return for one thread
     */
    public Ingress<Bid> ingress() {
        return ingress;
    }

    /** What was answered; to be asked when this is closed. */
    Answer answer() {
        return sink.answer();
    }

    @Override
    public void close() {
        ingress.close();
        job.await();
        runtime.close();
    }
}
