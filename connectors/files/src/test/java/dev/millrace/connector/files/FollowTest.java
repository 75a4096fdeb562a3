package dev.millrace.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.SourceReader.Status;
import dev.millrace.api.connector.Split;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowTest {

    record Row(int id) {}

    @TempDir
    Path directory;

    private Path file;
    private Split<String> split;
    private SourceReader<String> reader;
    private final Collected<String> got = new Collected<>();

    /** Goes on by itself, by a second for each look. */
    private Instant now = Instant.EPOCH;

    private final ReaderContext context = new ReaderContext(
            () -> {
                now = now.plusSeconds(1);
                return now;
            },
            () -> {});

    @BeforeEach
    void open() throws Exception {
        file = Files.writeString(directory.resolve("app.log"), "one\ntwo\n");
        split = Lines.in(file).follow().splits().get(0);
        reader = split.open(context, null);
    }

    @AfterEach
    void close() throws Exception {
        reader.close();
    }

    private void append(String text) throws IOException {
        Files.writeString(file, text, StandardOpenOption.APPEND);
    }

    private void assertReads(String... expected) throws Exception {
        got.records.clear();
        got.positions.clear();
        assertThat(got.readAll(reader, 100)).isEqualTo(Status.CAUGHT_UP);
        assertThat(got.records).containsExactly(expected);
    }

    private void restart() throws Exception {
        byte[] position = reader.position();
        reader.close();
        reader = split.open(context, position);
    }

    @Test
    void followedSplitIsLive() {
        assertThat(split.isBounded()).isFalse();
        assertThat(Lines.in(file).follow().describe()).isEqualTo("lines in " + file + ", followed");
        assertThat(split.describePosition(3)).isEqualTo("app.log, line 3, counted over rotations");
    }

    @Test
    void appendedLinesAreRead() throws Exception {
        assertReads("one", "two");
        assertReads();
        append("three\n");
        assertReads("three");
        assertThat(got.positions).containsExactly(3L);
    }

    @Test
    void lineIsReadWhenItIsComplete() throws Exception {
        append("thr");
        assertReads("one", "two");
        append("ee");
        assertReads();
        restart();
        append("\r\nfour\n");
        assertReads("three", "four");
    }

    @Test
    void rotatedFileIsReadToItsEndBeforeTheNewOne() throws Exception {
        assertReads("one", "two");
        append("three\nfour without end");
        Files.move(file, directory.resolve("app.log.1"));
        assertReads("three");
        Files.writeString(file, "five\n");
        assertReads("four without end", "five");
        assertThat(got.positions).containsExactly(4L, 5L);
        append("six\n");
        assertReads("six");
        restart();
        append("seven\n");
        assertReads("seven");
        assertThat(got.positions).containsExactly(7L);
    }

    @Test
    void lineWrittenToTheOldFileAfterItsRenamingIsRead() throws Exception {
        assertReads("one", "two");
        Path old = Files.move(file, directory.resolve("app.log.1"));
        assertReads();
        Files.writeString(old, "three\n", StandardOpenOption.APPEND);
        Files.writeString(file, "four\n");
        assertReads("three", "four");
    }

    /** As programs that rotate have it: first there is the new file, and then the writer is told. */
    @Test
    void linesWrittenToTheOldFileAfterTheNewOneHasAppearedAreRead() throws Exception {
        assertReads("one", "two");
        Path old = Files.move(file, directory.resolve("app.log.1"));
        Files.writeString(file, "four\n");
        got.records.clear();
        assertThat(got.read(reader, 100)).isEqualTo(Status.UNAVAILABLE);
        Files.writeString(old, "three, in ", StandardOpenOption.APPEND);
        assertThat(got.read(reader, 100)).isEqualTo(Status.UNAVAILABLE);
        Files.writeString(old, "two parts\n", StandardOpenOption.APPEND);
        append("five\n");

        assertReads("three, in two parts", "four", "five");
    }

    @Test
    void emptiedFileIsReadFromItsStart() throws Exception {
        append("half a li");
        assertReads("one", "two");
        Files.writeString(file, "3\n");
        assertReads("3");
        assertThat(got.positions).containsExactly(3L);
    }

    @Test
    void fileRotatedWhileNobodyReadIsFoundByItsContent() throws Exception {
        assertThat(got.read(reader, 1)).isEqualTo(Status.DATA);
        byte[] position = reader.position();
        reader.close();
        Files.move(file, directory.resolve("app.log.1"));
        Files.writeString(file, "three\n");

        reader = split.open(context, position);
        assertReads("two", "three");
    }

    @Test
    void fileThatIsGoneAfterARestartIsRefused() throws Exception {
        assertReads("one", "two");
        byte[] position = reader.position();
        Files.delete(file);
        Files.writeString(file, "three\n");

        assertThatThrownBy(() -> split.open(context, position))
                .hasMessage(file + " is not the file of which the position was stored, line 2: it was rotated or"
                        + " emptied meanwhile, and no file beside it starts as the old one did; put the old file"
                        + " there, uncompressed, as app.log.1, or start without the stored position");
    }

    @Test
    void headerIsReadAgainInTheNextFile() throws Exception {
        Path csv = Files.writeString(directory.resolve("a.csv"), "id,x\n1,2\n");
        SourceReader<Row> rows =
                Csv.in(csv).as(Row.class).follow().splits().get(0).open(context, null);
        Collected<Row> collected = new Collected<>();
        assertThat(collected.readAll(rows, 10)).isEqualTo(Status.CAUGHT_UP);
        Files.move(csv, directory.resolve("a.csv.1"));
        Files.writeString(csv, "x,id\n3,4\n");
        assertThat(collected.readAll(rows, 10)).isEqualTo(Status.CAUGHT_UP);
        rows.close();

        assertThat(collected.records).containsExactly(new Row(1), new Row(4));
        assertThat(collected.positions).containsExactly(2L, 4L);
    }

    @Test
    void badLineNamesItsNumberInTheFile() throws Exception {
        Path json = Files.writeString(directory.resolve("a.json"), "{\"id\":1}\n{\"id\":1}\n");
        SourceReader<Row> rows =
                JsonLines.in(json).follow().as(Row.class).splits().get(0).open(context, null);
        Collected<Row> collected = new Collected<>();
        collected.readAll(rows, 10);
        Files.move(json, directory.resolve("a.json.1"));
        Files.writeString(json, "{\"id\":\"x\"}\n");

        assertThatThrownBy(() -> collected.readAll(rows, 10))
                .isInstanceOf(BadRecordException.class)
                .hasMessage("a.json, line 1: 'id' must be an int, got \"x\"");
        rows.close();
    }

    @Test
    void onlyASinglePlainFileCanBeFollowed() {
        assertThatThrownBy(() -> Lines.in(directory).follow())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("only a single file can be followed, got the directory " + directory
                        + "; read each file by its name");
        assertThatThrownBy(() -> JsonLines.in(Path.of("a.json.gz")).follow())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("only a plain file can be followed, got a.json.gz");
        assertThatThrownBy(() -> Lines.in(file).glob("*").follow()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void everyWayOfCuttingTheGrowthGivesTheSameLines() throws Exception {
        assertReads("one", "two");
        String growth = "äöü\r\n\nthe next\n";
        List<String> expected = List.of("äöü", "", "the next");
        byte[] bytes = growth.getBytes(StandardCharsets.UTF_8);
        for (int cut = 0; cut <= bytes.length; cut++) {
            got.records.clear();
            Files.write(file, Arrays.copyOf(bytes, cut), StandardOpenOption.APPEND);
            got.readAll(reader, 100);
            Files.write(file, Arrays.copyOfRange(bytes, cut, bytes.length), StandardOpenOption.APPEND);
            got.readAll(reader, 100);
            assertThat(got.records).isEqualTo(expected);
        }
    }
}
