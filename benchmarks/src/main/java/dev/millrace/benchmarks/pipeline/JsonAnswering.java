package dev.millrace.benchmarks.pipeline;

import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.WindowSpec;
import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Answering;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.JsonFiles;
import dev.millrace.connector.files.JsonLines;
import dev.millrace.engine.EmbeddedRuntime;
import java.io.IOException;

/** Five aggregates of the price by auction in windows, from JSON lines to JSON lines. */
final class JsonAnswering implements Answering {

    private final JsonFiles files;
    private final WindowSpec<Object> window;
    private final EmbeddedRuntime runtime;

    JsonAnswering(JsonFiles files, WindowSpec<Object> window, int workers) {
        this.files = files;
        this.window = window;
        this.runtime = EmbeddedRuntime.builder().workers(workers).build();
    }

    @Override
    public void prepare(long records) throws Exception {
        files.prepare(records);
    }

    @Override
    public void run(long records) throws InterruptedException {
        Pipeline pipeline = Pipeline.named("json");
        PricesPipeline.define(
                        WindowPipeline.read(
                                pipeline, JsonLines.in(files.input()).as(Bid.class), 0),
                        window)
                .write("lines", JsonLines.to(files.output(0)));
        try (Job job = runtime.start(pipeline)) {
            job.await();
        }
    }

    @Override
    public Answer answer() throws Exception {
        return files.takeAnswer();
    }

    @Override
    public void close() throws IOException {
        runtime.close();
        files.close();
    }
}
