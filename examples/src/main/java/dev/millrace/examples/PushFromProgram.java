package dev.millrace.examples;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.connector.CallbackSink;
import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.Push;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.engine.Millrace;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** A program that pushes its own records into a running job, and gets the results back. */
public final class PushFromProgram {

    private PushFromProgram() {}

    /**
     * A request that the program has served.
     *
     * @param time when
     * @param path which
     */
    public record Request(Instant time, String path) {}

    /**
     * Counts requests by path and second while they are pushed.
     *
     * @param requests what the program does, in order of time
     * @param results is called on a worker of the job
     * @throws InterruptedException if interrupted
     */
    public static void countByPath(Iterable<Request> requests, Consumer<String> results) throws InterruptedException {
        Pipeline pipeline = Pipeline.named("push-from-program");
        Stream<Request> pushed =
                pipeline.read("requests", Push.of(Request.class).capacity(1_000).eventTime(Request::time));
        pushed.keyBy(Request::path)
                .window(tumbling(Duration.ofSeconds(1)))
                .aggregate("per-second", count())
                .map(result -> result.start() + " " + result.key() + " " + result.value())
                .write("results", CallbackSink.of(results::accept));

        try (EmbeddedRuntime runtime = Millrace.embedded();
                Job job = runtime.start(pipeline)) {
            // Closing the ingress says that there are no more records: all windows close, and the job finishes.
            try (Ingress<Request> ingress = job.ingress(pushed)) {
                for (Request request : requests) {
                    ingress.put(request);
                }
            }
            job.await();
        }
    }

    /**
     * Runs it.
     *
     * @param args not used
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        Instant start = Instant.parse("2024-05-01T12:00:00Z");
        List<Request> requests = IntStream.range(0, 10_000)
                .mapToObj(i -> new Request(start.plusMillis(i), i % 3 == 0 ? "/cart" : "/"))
                .toList();
        countByPath(requests, System.out::println);
    }
}
