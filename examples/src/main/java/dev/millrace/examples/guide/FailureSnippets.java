package dev.millrace.examples.guide;

import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.connector.Console;
import dev.millrace.api.failure.DeadLetter;
import dev.millrace.api.failure.FailedRecord;
import dev.millrace.api.failure.FailurePolicy;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.TransformedStream;
import dev.millrace.connector.files.DeadLetters;
import dev.millrace.connector.files.JsonLines;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/** The code of the page about failures. */
final class FailureSnippets {

    private FailureSnippets() {}

    record Edit(Instant time, String channel, long added) {

        Edit checked() {
            return this;
        }

        long amount() {
            if (added < 0) {
                throw new IllegalArgumentException("a negative amount: " + added);
            }
            return added;
        }
    }

    static void everywhere(Pipeline pipeline, Stream<Edit> edits) {
        // snippet: everywhere
        pipeline.deadLetters().write("letters", JsonLines.to(Path.of("letters.json")));
        // snippet: end
    }

    static void limits(Pipeline pipeline, Stream<Edit> edits) {
        // snippet: policy
        pipeline.onFailure(
                FailurePolicy.deadLetter().atMost(100, Duration.ofMinutes(1)).atMostPercent(1, 100_000));
        edits.map(Edit::checked)
                .onFailure(FailurePolicy.deadLetter().retry(3, Duration.ofMillis(100)))
                .write("checked", Console.lines());
        // snippet: end
    }

    static void aggregates(Stream<Edit> edits) {
        // snippet: aggregates
        edits.keyBy(Edit::channel)
                .window(tumbling(Duration.ofHours(1)))
                .aggregate("hourly", sum(Edit::amount))
                .onFailure(FailurePolicy.deadLetter().atMost(100, Duration.ofMinutes(1)))
                .write("sums", Console.lines());
        // snippet: end
    }

    static void one(Stream<Edit> edits) {
        // snippet: one
        TransformedStream<Edit, Edit> checked = edits.map(Edit::checked);
        Stream<FailedRecord<Edit>> failed = checked.failed();
        failed.map(FailedRecord::describe).write("failed", Console.lines());
        // snippet: end
        checked.write("checked", Console.lines());
    }

    static void again(Pipeline pipeline, Path letters, Path file) {
        // snippet: again
        Stream<Edit> lines = pipeline.read(
                "lines",
                DeadLetters.in(letters).of("edits").bytesAs(JsonLines.in(file).as(Edit.class)));
        Stream<Edit> records =
                pipeline.read("records", DeadLetters.in(letters).of("map-1").as(Edit.class));
        // snippet: end
        lines.union(records).write("again", Console.lines());
    }

    static void repaired(Pipeline pipeline, Path letters, Path file) {
        // snippet: repaired
        Stream<Edit> lines = pipeline.read(
                "lines",
                DeadLetters.in(letters)
                        .of("edits")
                        .bytesAs(JsonLines.in(file).as(Edit.class), FailureSnippets::repair));
        Stream<DeadLetter> all =
                pipeline.read("letters", DeadLetters.in(letters).letters());
        // snippet: end
        lines.write("again", Console.lines());
        all.write("all", Console.lines());
    }

    private static byte[] repair(byte[] line) {
        return new String(line, StandardCharsets.UTF_8)
                .replace("\"added\":\"", "\"added\":")
                .getBytes(StandardCharsets.UTF_8);
    }
}
