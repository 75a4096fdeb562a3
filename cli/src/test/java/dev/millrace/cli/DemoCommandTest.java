package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.examples.ExampleData;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemoCommandTest {

    private static final String GOOD_LINE =
            "{\"time\":\"2015-09-12T00:46:58.771Z\",\"channel\":\"#a\",\"added\":1,\"deleted\":0,\"delta\":1}\n";

    private final CapturedScreen console = new CapturedScreen(false);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"1,", "2,", "7,", "1, 1", "3, 42", "2, -9223372036854775808"})
    void theOutputIsTheExpectedFileForAllWorkersAndSeeds(String workers, String seed) throws Exception {
        Path output = directory.resolve("hours.csv");
        Files.writeString(output, "something older");

        int exitCode = seed == null
                ? console.run("demo", "--workers", workers, "--output", output.toString())
                : console.run("demo", "--workers", workers, "--output", output.toString(), "--seed=" + seed);

        assertThat(console.err()).isEmpty();
        assertThat(exitCode).isZero();
        assertThat(output)
                .hasSameBinaryContentAs(ExampleData.file("wikipedia-edits/expected/wiki_hourly_by_channel.csv"));
        assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void theReportShowsChannelsHoursLedgerAndThroughput() {
        int exitCode = console.run("demo", "--workers", "2");

        assertThat(exitCode).isZero();
        assertThat(console.err()).isEmpty();
        assertThat(console.out())
                .startsWith("The busiest of 51 channels on 2015-09-12\n")
                .containsPattern("(?m)^#en\\.wikipedia +11,549 +3,045,299 +176,483 +19:00 +665 +█{20}$")
                .containsPattern("(?m)^edits +39,244 +39,244 +0 +0 +0 +0 +0 +39,244$")
                .containsPattern("(?m)^hourly +39,244 +39,244 +0 +0 +0 +0 +0 +909$")
                .contains("The ledger balances")
                .containsPattern("(?m)^39,244 records in [0-9.]+ s with 2 workers: [0-9,]+ records/s$")
                .doesNotContain("\r", "\u001b");
        assertThat(console.out().lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void aTerminalGetsTheSameReportAndNoRestOfTheStatus() {
        CapturedScreen terminal = new CapturedScreen(true);

        int exitCode = terminal.run("demo");

        assertThat(exitCode).isZero();
        String out = terminal.out();
        String report = out.substring(out.lastIndexOf('\r') + 1);
        assertThat(report).startsWith("The busiest of 51 channels").contains("The ledger balances");
    }

    @Test
    void aMissingFileIsNamed() {
        int exitCode =
                console.run("demo", "--input", directory.resolve("none.json").toString());

        assertThat(exitCode).isEqualTo(Main.EXIT_FAILED);
        assertThat(console.errLines()).containsExactly("millrace: no such file: " + directory.resolve("none.json"));
        assertThat(console.out()).isEmpty();
    }

    @Test
    void aBadLineIsNamedAndNothingIsWritten() throws Exception {
        Path input = directory.resolve("broken.json");
        Path output = directory.resolve("hours.csv");
        Files.writeString(input, GOOD_LINE.repeat(2) + GOOD_LINE.replace("1}", "\"many\"}") + GOOD_LINE);

        int exitCode = console.run("demo", "--input", input.toString(), "--output", output.toString());

        assertThat(exitCode).isEqualTo(Main.EXIT_FAILED);
        assertThat(console.errLines())
                .singleElement()
                .asString()
                .startsWith("millrace: ")
                .contains("broken.json, line 3");
        assertThat(console.out()).isEmpty();
        assertThat(output).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"time\":\"2015-09-12T00:46:58.771Z\",\"added\":1,\"deleted\":0,\"delta\":1}", "{", "x"})
    void aLineThatIsNoEditIsABadLine(String line) throws Exception {
        Path input = directory.resolve("broken.json");
        Files.writeString(input, GOOD_LINE + line + "\n");

        int exitCode = console.run("demo", "--input", input.toString());

        assertThat(exitCode).isEqualTo(Main.EXIT_FAILED);
        assertThat(console.errLines()).singleElement().asString().contains("broken.json, line 2");
    }

    @Test
    void theStacktraceIsShownIfItIsWanted() throws Exception {
        Path input = directory.resolve("broken.json");
        Files.writeString(input, "x\n");

        int exitCode = console.run("demo", "--stacktrace", "--input", input.toString());

        assertThat(exitCode).isEqualTo(Main.EXIT_FAILED);
        assertThat(console.err()).startsWith("millrace: ").contains("\tat dev.millrace.");
    }

    @Test
    void anEmptyInputIsNoError() throws Exception {
        Path input = Files.createFile(directory.resolve("empty.json"));
        Path output = directory.resolve("hours.csv");

        int exitCode = console.run("demo", "--input", input.toString(), "--output", output.toString());

        assertThat(exitCode).isZero();
        assertThat(console.out()).startsWith("There were no edits.");
        assertThat(output).content().hasLineCount(1).startsWith("window_start,channel,");
    }

    @Test
    void anOutputThatCannotBeWrittenIsFoundBeforeTheWork() {
        Path output = directory.resolve("none").resolve("hours.csv");

        int exitCode = console.run("demo", "--output", output.toString());

        assertThat(exitCode).isEqualTo(Main.EXIT_FAILED);
        assertThat(console.errLines())
                .containsExactly("millrace: cannot write " + output + ": there is no directory " + output.getParent());
        assertThat(console.out()).isEmpty();
    }

    @Test
    void aDirectoryIsNoOutput() {
        int exitCode = console.run("demo", "--output", directory.toString());

        assertThat(exitCode).isEqualTo(Main.EXIT_FAILED);
        assertThat(console.errLines()).singleElement().asString().endsWith("it exists and is no regular file");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "--worker, \"unknown option: '--worker', did you mean --workers?\"",
                "--workers=0, workers",
                "--workers=129, workers",
                "--workers=x, \"'x' is not an int\"",
                "--seed=x, \"'x' is not a long\"",
                "extra, extra"
            })
    void aWrongCommandLineIsExplainedInOneLine(String argument, String explanation) {
        int exitCode = console.run("demo", argument);

        assertThat(exitCode).isEqualTo(Main.EXIT_USAGE);
        assertThat(console.errLines())
                .singleElement()
                .asString()
                .startsWith("millrace: ")
                .contains(explanation)
                .endsWith("(see millrace demo --help)");
        assertThat(console.out()).isEmpty();
    }
}
