package dev.millrace.examples;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.max;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.window.Windows.sliding;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.millrace.api.connector.Console;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.window.WindowResult;
import dev.millrace.connector.files.Csv;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * The load of two services that answer with language models: requests and tokens of the last minute, every 20 seconds. The
 * logs of both services become one stream.
 */
public final class LlmRequests {

    /** Length of a window. */
    public static final Duration SIZE = Duration.ofSeconds(60);

    /** Time from one window to the next. */
    public static final Duration SLIDE = Duration.ofSeconds(20);

    private static final String CSV_HEADER = "window_start,service,requests,sum_context_tokens,sum_generated_tokens,"
            + "max_context_tokens,avg_generated_tokens";

    private LlmRequests() {}

    /**
     * One row of a log.
     *
     * @param timestamp with a blank between date and time, in UTC
     * @param contextTokens length of the question
     * @param generatedTokens length of the answer
     */
    record Row(
            @JsonProperty("TIMESTAMP") String timestamp,
            @JsonProperty("ContextTokens") long contextTokens,
            @JsonProperty("GeneratedTokens") long generatedTokens) {

        Instant time() {
            return Instant.parse(timestamp.replace(' ', 'T') + "Z");
        }

        Request of(String service) {
            return new Request(service, contextTokens, generatedTokens);
        }
    }

    /**
     * One request.
     *
     * @param service which was asked
     * @param contextTokens length of the question
     * @param generatedTokens length of the answer
     */
    record Request(String service, long contextTokens, long generatedTokens) {}

    /**
     * What the aggregates are composed to.
     *
     * @param requests how many
     * @param context tokens of all questions
     * @param generated tokens of all answers
     * @param maxContext tokens of the longest question
     */
    record Tokens(long requests, long context, long generated, long maxContext) {}

    /**
     * The load of one service in one window.
     *
     * @param windowStart start of the window
     * @param service which
     * @param requests how many
     * @param sumContextTokens of all questions
     * @param sumGeneratedTokens of all answers
     * @param maxContextTokens of the longest question
     * @param avgGeneratedTokens of an answer, exact to 6 decimals
     */
    public record Load(
            Instant windowStart,
            String service,
            long requests,
            long sumContextTokens,
            long sumGeneratedTokens,
            long maxContextTokens,
            BigDecimal avgGeneratedTokens) {

        private static final Comparator<Load> CSV_ORDER =
                Comparator.comparing(Load::windowStart).thenComparing(Load::service, CsvRow.BY_CODE_POINT);

        static Load of(WindowResult<String, Tokens> result) {
            Tokens tokens = result.value();
            return new Load(
                    result.start(),
                    result.key(),
                    tokens.requests,
                    tokens.context,
                    tokens.generated,
                    tokens.maxContext,
                    Averages.exact(tokens.generated, tokens.requests));
        }

        private String toCsvRow() {
            return CsvRow.of(
                    windowStart,
                    service,
                    requests,
                    sumContextTokens,
                    sumGeneratedTokens,
                    maxContextTokens,
                    avgGeneratedTokens.toPlainString());
        }
    }

    /**
     * Makes a CSV file of results, by window and service.
     *
     * @param results in any order
     * @return the text of the file, with a header
     */
    public static String toCsv(List<Load> results) {
        return CsvRow.file(CSV_HEADER, results, Load.CSV_ORDER, Load::toCsvRow);
    }

    /**
     * The log of a service that comes with the examples.
     *
     * @param service {@code code} or {@code conv}
     * @return a file in order of time
     */
    public static Path file(String service) {
        return ExampleData.file("azure-llm-requests/AzureLLMInferenceTrace_" + service + ".csv.gz");
    }

    /**
     * Builds the pipeline.
     *
     * @param code log of the service that completes code
     * @param conversation log of the service that talks
     * @param results takes a result for each window and service
     * @return the pipeline
     */
    public static Pipeline pipeline(Path code, Path conversation, Sink<? super Load> results) {
        Pipeline pipeline = Pipeline.named("llm-requests");
        Stream<Request> requests = read(pipeline, "code", code).union(read(pipeline, "conv", conversation));
        requests.keyBy(Request::service)
                .window(sliding(SIZE, SLIDE))
                .aggregate(
                        "load",
                        allOf(
                                count(),
                                sum(Request::contextTokens),
                                sum(Request::generatedTokens),
                                max(Request::contextTokens),
                                Tokens::new))
                .map(Load::of)
                .write("results", results);
        return pipeline;
    }

    private static Stream<Request> read(Pipeline pipeline, String service, Path log) {
        return pipeline.read(service, Csv.in(log).as(Row.class).eventTime(Row::time))
                .map(row -> row.of(service));
    }

    /**
     * Builds a pipeline that prints. {@code millrace run} calls this.
     *
     * @param args not used
     * @return a pipeline that prints a table
     */
    public static Pipeline pipeline(String[] args) {
        return pipeline(file("code"), file("conv"), Console.table());
    }
}
