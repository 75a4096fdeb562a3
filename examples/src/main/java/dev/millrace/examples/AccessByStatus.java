package dev.millrace.examples;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.connector.Console;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.WindowResult;
import dev.millrace.examples.AccessLog.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;

/** The answers of a web server for each quarter of a day and class of status. */
public final class AccessByStatus {

    /** Length of a window. */
    public static final Duration SIZE = Duration.ofHours(6);

    private static final String CSV_HEADER = "window_start,status_class,requests,sum_bytes,clients";

    private AccessByStatus() {}

    /**
     * What the aggregates are composed to.
     *
     * @param requests how many
     * @param bytes sent
     * @param clients one for each request
     */
    record Answers(long requests, long bytes, List<String> clients) {}

    /**
     * The answers of one class in one window.
     *
     * @param windowStart start of the window
     * @param statusClass first digit of the status
     * @param requests how many
     * @param sumBytes sent
     * @param clients how many different ones
     */
    public record StatusCount(Instant windowStart, int statusClass, long requests, long sumBytes, long clients) {

        private static final Comparator<StatusCount> CSV_ORDER =
                Comparator.comparing(StatusCount::windowStart).thenComparing(StatusCount::statusClass);

        static StatusCount of(WindowResult<Integer, Answers> result) {
            Answers answers = result.value();
            return new StatusCount(
                    result.start(),
                    result.key(),
                    answers.requests,
                    answers.bytes,
                    new HashSet<>(answers.clients).size());
        }

        private String toCsvRow() {
            return CsvRow.of(windowStart, statusClass, requests, sumBytes, clients);
        }
    }

    /**
     * Makes a CSV file of results, by window and class.
     *
     * @param results in any order
     * @return the text of the file, with a header
     */
    public static String toCsv(List<StatusCount> results) {
        return CsvRow.file(CSV_HEADER, results, StatusCount.CSV_ORDER, StatusCount::toCsvRow);
    }

    /**
     * Builds the pipeline.
     *
     * @param logs a file or a directory
     * @param results takes a result for each window and class
     * @return the pipeline
     */
    public static Pipeline pipeline(Path logs, Sink<? super StatusCount> results) {
        Pipeline pipeline = Pipeline.named("access-by-status");
        AccessLog.read(pipeline, logs)
                .keyBy(Request::statusClass)
                .window(tumbling(SIZE))
                .aggregate("by-status", allOf(count(), sum(Request::bytes), collect(Request::client), Answers::new))
                .map(StatusCount::of)
                .write("results", results);
        return pipeline;
    }

    /**
     * Builds a pipeline that prints. {@code millrace run} calls this.
     *
     * @param args a log or a directory of logs; those of the examples if there is none
     * @return a pipeline that prints a table
     */
    public static Pipeline pipeline(String[] args) {
        Path logs = args.length == 0 ? AccessLog.directory() : Path.of(args[0]);
        return pipeline(logs, Console.table());
    }
}
