package dev.millrace.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A file that grows with each checkpoint: whatever is cut off in between, it ends as if nothing had been. */
class FileEpochsTest {

    @TempDir
    Path directory;

    private List<String> hiddenNames() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private static String read(Path file) throws IOException {
        try (var in = Compression.of(file).unpack(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void write(SinkWriter<String> writer, String... rows) throws Exception {
        writer.write(FileSinkTest.batch(List.of(rows)));
    }

    private static SinkWriter<String> open(Path target) throws Exception {
        return EpochScript.open(Lines.to(target), 0);
    }

    static Stream<Path> targets() {
        return Stream.of("out.txt", "out.json", "out.csv")
                .flatMap(name -> Stream.of("", ".gz", ".zst").map(extension -> Path.of(name + extension)));
    }

    private static Sink<EpochScript.Row> sink(Path target) {
        String name = target.getFileName().toString();
        return name.contains(".json")
                ? JsonLines.to(target)
                : name.contains(".csv") ? Csv.to(target) : Lines.to(target);
    }

    @ParameterizedTest
    @MethodSource("targets")
    void crashesAnywhereAreNoDifference(Path name) throws Exception {
        Path target = directory.resolve(name);
        int repeated = 0;
        int discarded = 0;
        for (long seed = 0; seed < 60; seed++) {
            Random random = new Random(seed);
            Files.deleteIfExists(target);
            int rows = random.nextInt(80);
            EpochScript.uninterrupted(sink(target), rows);
            String expected = read(target);
            if (random.nextBoolean()) {
                Files.delete(target);
            }

            EpochScript script = new EpochScript(sink(target), target, rows, random);
            script.run();

            assertThat(read(target)).as("seed %d", seed).isEqualTo(expected);
            assertThat(hiddenNames()).as("seed %d", seed).isEmpty();
            repeated += script.repeatedCommits();
            discarded += script.discardedSegments();
        }
        assertThat(repeated).isGreaterThan(20);
        assertThat(discarded).isGreaterThan(20);
    }

    @Test
    void anotherAttemptOverwritesWhatOneThatWasStoppedHasCopied() throws Exception {
        Path target = directory.resolve("out.txt");
        for (int copied = 0; copied <= "second\nthird\n".length(); copied++) {
            Files.deleteIfExists(target);
            SinkWriter<String> first = open(target);
            write(first, "first");
            first.commit(1, first.prepare(1));
            write(first, "second", "third");
            byte[] prepared = first.prepare(2);
            Path segment = directory.resolve(PreparedEpoch.of(prepared).segment());
            Files.write(
                    target,
                    Arrays.copyOf(Files.readAllBytes(segment), copied),
                    StandardOpenOption.WRITE,
                    StandardOpenOption.APPEND);

            SinkWriter<String> second = open(target);
            second.commit(2, prepared);
            second.commit(2, prepared);
            write(second, "fourth");
            second.commit(3, second.prepare(3));
            second.close();

            assertThat(target).as("%d bytes", copied).hasContent("first\nsecond\nthird\nfourth\n");
            assertThat(hiddenNames()).isEmpty();
        }
    }

    @Test
    void bytesThatAreNotThoseOfTheEpochAreOverwritten() throws Exception {
        Path target = directory.resolve("out.txt");
        SinkWriter<String> first = open(target);
        write(first, "first");
        first.commit(1, first.prepare(1));
        write(first, "second");
        byte[] prepared = first.prepare(2);
        // As a file system may leave it when the power fails: longer already, but the bytes are not there.
        Files.write(target, new byte[20], StandardOpenOption.APPEND);

        SinkWriter<String> second = open(target);
        second.commit(2, prepared);
        second.close();

        assertThat(target).hasContent("first\nsecond\n");
    }

    @Test
    void commitsOfBeforeDoNotTouchWhatCameAfter() throws Exception {
        Path target = directory.resolve("out.txt");
        SinkWriter<String> first = open(target);
        write(first, "first");
        byte[] one = first.prepare(1);
        write(first, "second");
        byte[] two = first.prepare(2);
        write(first, "third");
        byte[] three = first.prepare(3);
        byte[] secondSegment =
                Files.readAllBytes(directory.resolve(PreparedEpoch.of(two).segment()));
        first.commit(1, one);
        first.commit(2, two);
        first.commit(3, three);
        // Its deletion may be undone when the power fails, and that of the third not.
        Files.write(directory.resolve(PreparedEpoch.of(two).segment()), secondSegment);

        SinkWriter<String> again = open(target);
        again.commit(1, one);
        again.commit(2, two);
        again.commit(3, three);
        again.close();

        assertThat(target).hasContent("first\nsecond\nthird\n");
        assertThat(hiddenNames()).isEmpty();
    }

    @Test
    void fileOfBeforeStaysUntilTheFirstEpochTakesItsPlace() throws Exception {
        Path target = Files.writeString(directory.resolve("out.txt"), "first\nand more of an earlier run\n");
        SinkWriter<String> writer = open(target);
        write(writer, "first");
        byte[] prepared = writer.prepare(1);
        assertThat(target).hasContent("first\nand more of an earlier run\n");

        writer.commit(1, prepared);
        assertThat(target).hasContent("first\n");
        writer.close();
    }

    @Test
    void epochsWithoutRowsCostNoFile() throws Exception {
        Path target = Files.writeString(directory.resolve("out.txt"), "old");
        SinkWriter<String> writer = open(target);
        writer.commit(1, writer.prepare(1));
        assertThat(target).isEmptyFile();
        assertThat(hiddenNames()).isEmpty();

        for (int epoch = 2; epoch < 10; epoch++) {
            writer.commit(epoch, writer.prepare(epoch));
            assertThat(hiddenNames()).isEmpty();
        }
        write(writer, "row");
        writer.commit(10, writer.prepare(10));
        writer.close();
        assertThat(target).hasContent("row\n");
    }

    @Test
    void segmentsThatNoCheckpointKnowsAreRemovedAndOthersAreNot() throws Exception {
        Path target = directory.resolve("out");
        String unknown = ".out.0-01234567-89ab-cdef-0123-456789abcdef.tmp";
        List<String> others = List.of(
                ".out.csv.0-01234567-89ab-cdef-0123-456789abcdef.tmp", ".out.0-notes.tmp", "out.0-1.tmp", ".out.swp");
        for (String name : others) {
            Files.writeString(directory.resolve(name), "x");
        }
        Files.writeString(directory.resolve(unknown), "x");
        SinkWriter<String> writer = open(target);
        write(writer, "row");
        assertThat(directory.resolve(unknown)).doesNotExist();
        writer.commit(1, writer.prepare(1));
        writer.close();

        for (String name : others) {
            assertThat(directory.resolve(name)).exists();
        }
    }

    @Test
    void olderCheckpointTakesBackWhatALaterOneHasCommitted() throws Exception {
        Path target = directory.resolve("out.txt");
        SinkWriter<String> first = open(target);
        write(first, "first");
        byte[] one = first.prepare(1);
        first.commit(1, one);
        write(first, "second");
        first.commit(2, first.prepare(2));
        first.close();
        assertThat(target).hasContent("first\nsecond\n");

        SinkWriter<String> older = open(target);
        older.commit(1, one);
        write(older, "second", "third");
        older.commit(2, older.prepare(2));
        older.close();

        assertThat(target).hasContent("first\nsecond\nthird\n");
    }

    @Test
    void targetThatSomebodyElseHasChangedIsRefused() throws Exception {
        Path target = directory.resolve("out.txt");
        SinkWriter<String> first = open(target);
        write(first, "first");
        first.commit(1, first.prepare(1));
        byte[] empty = first.prepare(2);
        write(first, "second");
        byte[] three = first.prepare(3);
        first.close();

        Files.writeString(target, "fir");
        SinkWriter<String> second = open(target);
        second.commit(2, empty);
        assertThatThrownBy(() -> write(second, "row"))
                .hasMessageContaining("has 3 bytes, but 6 had been committed to it; something else has changed it");
        assertThatThrownBy(() -> second.commit(3, three)).hasMessageContaining("has 3 bytes, but 6");
        Files.delete(target);
        assertThatThrownBy(() -> second.commit(3, three))
                .hasMessageContaining("is gone, although the checkpoint knows");
        second.close();
    }

    @Test
    void rowsWithOtherColumnsThanTheFileAreRefusedAfterARestart() throws Exception {
        record Other(int id) {}
        Path target = directory.resolve("out.csv");
        SinkWriter<EpochScript.Row> first = EpochScript.open(Csv.to(target), 0);
        first.write(FileSinkTest.batch(List.of(new EpochScript.Row(1, "a"))));
        byte[] prepared = first.prepare(1);
        first.commit(1, prepared);
        first.close();

        SinkWriter<Other> second = EpochScript.open(Csv.to(target), 1);
        second.commit(1, prepared);
        assertThatThrownBy(() -> second.write(FileSinkTest.batch(List.of(new Other(2)))))
                .hasMessageStartingWith("the file has the columns id,text, but a record now has the columns id;");
        second.close();
    }
}
