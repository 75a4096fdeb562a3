package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.examples.DailyEdits;
import dev.millrace.examples.HourlyEdits;
import dev.millrace.examples.WikipediaHourly;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records behind results of a job that has read a file and ended. */
class CheckpointResultCommandTest {

    private static final String CHANNEL = "#da.wikipedia";

    @TempDir
    private static Path directory;

    private final CapturedScreen console = new CapturedScreen(false);

    /** What a user has for the command. */
    public static final class Edits {

        private Edits() {}

        /** The pipeline of the demo, whose results go nowhere. */
        public static Pipeline pipeline(String[] args) {
            return WikipediaHourly.pipeline(
                    WikipediaHourly.edits(WikipediaHourly.file()),
                    new CollectingSink<HourlyEdits>(),
                    new CollectingSink<DailyEdits>());
        }
    }

    @BeforeAll
    static void run() throws InterruptedException {
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(2).build();
                Job job = runtime.start(Edits.pipeline(new String[0]), Checkpoints.in(directory))) {
            job.await();
        }
    }

    private int explain(String operator, String... more) {
        return console.run(Stream.concat(
                        Stream.of(
                                "checkpoint",
                                "result",
                                directory.toString(),
                                operator,
                                "--main",
                                Edits.class.getName(),
                                "--from-beginning"),
                        Stream.of(more))
                .toArray(String[]::new));
    }

    /** Where edits of the channel stand that were made in such an hour or day: numbers of lines, by a search in the text. */
    private static List<Integer> lines(String time) throws Exception {
        try (BufferedReader file = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(WikipediaHourly.file())), StandardCharsets.UTF_8))) {
            List<String> lines = file.lines().toList();
            return Stream.iterate(0, line -> line < lines.size(), line -> line + 1)
                    .filter(line -> lines.get(line).contains("\"time\":\"" + time)
                            && lines.get(line).contains("\"channel\":\"" + CHANNEL + "\""))
                    .map(line -> line + 1)
                    .toList();
        }
    }

    private void requireLines(List<Integer> expected) {
        assertThat(console.out()).contains("  made of " + expected.size() + " records\n");
        assertThat(console.out().lines().filter(line -> line.contains(", line ")))
                .hasSameSizeAs(expected)
                .zipSatisfy(
                        expected,
                        (line, number) -> assertThat(line).contains("'edits'").contains(", line " + number + ": "));
    }

    @Test
    void theLinesOfAnHourAreNamed() throws Exception {
        assertThat(explain("hourly", "--key", CHANNEL, "--at", "2015-09-12T13:30:00Z"))
                .isZero();
        assertThat(console.err()).isEmpty();
        List<Integer> expected = lines("2015-09-12T13:");
        assertThat(expected).hasSizeGreaterThan(3);
        requireLines(expected);
    }

    @Test
    void aDayIsMadeOfTheLinesOfItsHours() throws Exception {
        int exit = explain("daily", "--key", CHANNEL);
        assertThat(exit).as(console.out()).isZero();
        requireLines(lines("2015-09-12T"));
    }

    @Test
    void aResultThatWasNeverGivenIsNotFound() {
        assertThat(explain("hourly", "--key", "#none.wikipedia")).isEqualTo(Main.EXIT_FAILED);
        assertThat(console.out())
                .startsWith("'hourly' gave no such result, from the beginning to epoch ")
                .contains("none of them matches");
    }

    @Test
    void whatCannotBeAskedIsRefused() {
        assertThat(explain("yearly")).isEqualTo(Main.EXIT_FAILED);
        assertThat(console.errLines()).singleElement().asString().startsWith("millrace: 'yearly' is no operator of ");
    }

    @Test
    void aDirectoryThatIsNotThereIsRefused() {
        String missing = directory.resolve("none").toString();
        assertThat(console.run("checkpoint", "result", missing, "hourly", "--main", Edits.class.getName()))
                .isEqualTo(Main.EXIT_FAILED);
        assertThat(console.err()).contains("no such directory: " + missing);
    }

    @Test
    void withoutAPipelineNothingCanBeReadAgain() {
        assertThat(console.run("checkpoint", "result", directory.toString(), "hourly"))
                .isEqualTo(Main.EXIT_USAGE);
        assertThat(console.err()).contains("--main CLASS is missing");
    }
}
