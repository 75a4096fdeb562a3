package dev.millrace.examples;

import static dev.millrace.api.aggregate.Aggregates.summary;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.aggregate.LongSummary;
import dev.millrace.api.connector.Console;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.WindowResult;
import dev.millrace.engine.Millrace;
import java.time.Duration;
import java.time.Instant;

/** The smallest pipeline with a window: the bids of each item in each minute, from a list. */
public final class HelloWindows {

    private HelloWindows() {}

    /**
     * A bid at an auction.
     *
     * @param time when it was made
     * @param item what for
     * @param price in cents
     */
    public record Bid(Instant time, String item, long price) {}

    /**
     * Builds the pipeline. {@code millrace run} calls this.
     *
     * @param args not used
     * @return a pipeline that prints a table
     */
    public static Pipeline pipeline(String[] args) {
        return pipeline(Console.table());
    }

    /**
     * Builds the pipeline.
     *
     * @param results takes a summary for each item and minute
     * @return the pipeline
     */
    public static Pipeline pipeline(Sink<WindowResult<String, LongSummary>> results) {
        Pipeline pipeline = Pipeline.named("hello-windows");
        pipeline.read(
                        "bids",
                        ListSource.of(
                                        bid("12:00:07", "chair", 1_000),
                                        bid("12:00:31", "lamp", 450),
                                        bid("12:00:52", "chair", 1_250),
                                        bid("12:01:10", "lamp", 500),
                                        bid("12:00:59", "lamp", 480), // late, but not by more than is allowed
                                        bid("12:01:44", "chair", 1_300))
                                .eventTime(Bid::time)
                                .outOfOrderBy(Duration.ofSeconds(15)))
                .keyBy(Bid::item)
                .window(tumbling(Duration.ofMinutes(1)))
                .aggregate("per-minute", summary(Bid::price))
                .write("table", results);
        return pipeline;
    }

    private static Bid bid(String time, String item, long price) {
        return new Bid(Instant.parse("2024-05-01T" + time + "Z"), item, price);
    }

    /**
     * Runs it.
     *
     * @param args not used
     * @throws InterruptedException if interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        Millrace.run(pipeline(args));
    }
}
