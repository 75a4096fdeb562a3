package dev.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointCommandTest {

    private static final String NEWEST = "checkpoint-0000000000000000012";

    private final CapturedScreen console = new CapturedScreen(false);

    @TempDir
    private Path directory;

    @BeforeEach
    void writeCheckpoints() throws Exception {
        StoredCheckpoints.write(directory, 11, Map.of("tea", 1, "milk", 2, "salt", 3));
        StoredCheckpoints.write(directory, 12, Map.of("tea", 1, "milk", 5, "eggs", 9));
    }

    private int run(String command, String... more) {
        return console.run(Stream.concat(Stream.of("checkpoint", command, directory.toString()), Stream.of(more))
                .toArray(String[]::new));
    }

    private void damage() throws Exception {
        Path file = directory.resolve(NEWEST);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 20] ^= 1;
        Files.write(file, bytes);
    }

    @Test
    void filesAreListed() {
        assertThat(run("list")).isZero();
        assertThat(console.err()).isEmpty();
        assertThat(console.out().lines().map(line -> line.replaceAll(" +", " ")))
                .satisfiesExactly(
                        header -> assertThat(header).isEqualTo("checkpoint epoch kind time bytes"),
                        newest -> assertThat(newest)
                                .matches(NEWEST + " 12 checkpoint 1970-01-01T00:00:12Z [0-9]{3} whole"),
                        older -> assertThat(older)
                                .matches("checkpoint-0+11 11 checkpoint 1970-01-01T00:00:11Z [0-9]{3} whole"));
    }

    @Test
    void damagedFilesAreListedAsSuch() throws Exception {
        damage();
        assertThat(run("list")).isEqualTo(Main.EXIT_FAILED);
        assertThat(console.out())
                .containsPattern(NEWEST + " +12 +[0-9]{3} +damaged")
                .contains(" whole");
        assertThat(console.errLines())
                .singleElement()
                .asString()
                .startsWith("millrace: " + NEWEST + " in " + directory)
                .endsWith("does not have its checksum");
    }

    @Test
    void theNewestWholeOneIsShown() throws Exception {
        damage();
        assertThat(run("show")).isZero();
        assertThat(console.out())
                .startsWith("pipeline shop, epoch 11, checkpoint of 1970-01-01T00:00:11Z, 2 workers\n");
        assertThat(console.errLines()).singleElement().asString().startsWith("millrace: passed over: " + NEWEST);
    }

    @Test
    void everythingIsShown() {
        assertThat(run("show", "--epoch", "12")).isZero();
        assertThat(console.err()).isEmpty();
        assertThat(console.out())
                .startsWith("pipeline shop, epoch 12, ")
                .containsPattern("(?m)^orders +file-0 +1970-01-01T00:00:04Z +byte 1234$")
                .containsPattern("(?m)^counts +1 +1970-01-01T00:00:03Z +1,234 +0 ")
                .containsPattern("(?m)^counts +value.seen +3 +[0-9]+$")
                .containsPattern("(?m)^counts +own +3 +[0-9]+$")
                .containsPattern("(?m)^out +0 +12 +77$");
    }

    @Test
    void valuesAreShownByTheNamesOfTheirFields() {
        assertThat(run("state", "counts")).isZero();
        assertThat(console.out()).isEqualTo("""
                        value.seen  eggs  Seen[item=eggs, times=9]
                        value.seen  milk  Seen[item=milk, times=5]
                        value.seen  tea  Seen[item=tea, times=1]
                        own  0  9 bytes
                        own  1  9 bytes
                        own  2  9 bytes
                        time  (all tasks)  1970-01-01T00:00:03Z
                        """);
    }

    @Test
    void entriesAreChosen() {
        assertThat(run("state", "counts", "--list", "value.seen", "--key", "salt", "--epoch=11"))
                .isZero();
        assertThat(console.out()).isEqualTo("value.seen  salt  Seen[item=salt, times=3]\n");
    }

    @Test
    void theRestIsCounted() {
        assertThat(run("state", "counts", "--limit", "2")).isZero();
        assertThat(console.out())
                .endsWith("\n... and 5 more; show them by --limit 7\n")
                .hasLineCount(3);
    }

    @Test
    void keysThatAreDifferentAreShown() {
        assertThat(run("diff", "11", "12")).isZero();
        assertThat(console.out()).isEqualTo("""
                        counts  value.seen: 1 added, 1 removed, 1 changed
                          ~ milk  Seen[item=milk, times=2]  ->  Seen[item=milk, times=5]
                          - salt  Seen[item=salt, times=3]
                          + eggs  Seen[item=eggs, times=9]
                        """);
    }

    @Test
    void equalCheckpointsHaveNoDifference() {
        assertThat(run("diff", "12", "12")).isZero();
        assertThat(console.out()).isEqualTo("no difference\n");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "state, other, \"no operator 'other'; there are orders, counts\"",
                "show, --epoch=5, \"there is no checkpoint of epoch 5 in {dir}; there are 12, 11\""
            })
    void whatIsNotThereIsNamed(String command, String argument, String explanation) {
        assertThat(run(command, argument)).isEqualTo(Main.EXIT_FAILED);
        assertThat(console.errLines())
                .containsExactly("millrace: " + explanation.replace("{dir}", directory.toString()));
    }

    @Test
    void directoriesWithoutCheckpointsAreNamed() throws Exception {
        Path empty = Files.createDirectory(directory.resolve("empty"));
        assertThat(console.run("checkpoint", "list", empty.toString())).isEqualTo(Main.EXIT_FAILED);
        assertThat(console.run("checkpoint", "show", directory.resolve("none").toString()))
                .isEqualTo(Main.EXIT_FAILED);
        assertThat(console.errLines())
                .containsExactly(
                        "millrace: there is no checkpoint in " + empty,
                        "millrace: no such directory: " + directory.resolve("none"));
    }

    @Test
    void nothingIsChangedOrLocked() throws Exception {
        run("list");
        run("show");
        run("check");
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .allMatch(name -> name.startsWith("checkpoint-") || name.equals("LOCK"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"list", "show", "state", "diff", "check"})
    void everyCommandHasHelp(String command) {
        assertThat(console.run("checkpoint", command, "--help")).isZero();
        assertThat(console.out())
                .startsWith("Usage: millrace checkpoint " + command)
                .contains("DIR", "--stacktrace");
        assertThat(console.out().lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void withoutACommandTheHelpIsNamed() {
        assertThat(console.run("checkpoint")).isEqualTo(Main.EXIT_USAGE);
        assertThat(console.errLines())
                .containsExactly("millrace: no command is given (see millrace checkpoint --help)");
    }
}
