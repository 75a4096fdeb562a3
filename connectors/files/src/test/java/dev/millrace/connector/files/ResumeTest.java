package dev.millrace.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.SourceReader.Status;
import dev.millrace.api.connector.Split;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeTest {

    record Row(int id, String text) {}

    private static final String BYTE_ORDER_MARK = "\uFEFF";

    @TempDir
    Path directory;

    static Stream<Arguments> formatsAndCompressions() {
        return Stream.of("json", "csv", "csv-without-header", "zeek", "lines")
                .flatMap(format -> Stream.of("", ".gz", ".zst").map(extension -> Arguments.of(format, extension)));
    }

    private FileSource<?> source(String format, String extension) throws Exception {
        Path file = directory.resolve("rows-" + format + extension);
        String text = switch (format) {
            case "json" -> BYTE_ORDER_MARK + "\r\n" + rows("{\"id\":%d,\"text\":\"žluťoučký %1$d\"}\r\n", "\n");
            case "csv" ->
                BYTE_ORDER_MARK + "id, text ,,\n\n"
                        + rows("%d,\"one \"\"quoted\"\", two,\nthree\r\n%1$d\",9\r\n", "  \n");
            case "csv-without-header" -> rows("%d;žluť \"%1$d\n", "");
            case "zeek" ->
                "#separator \\x09\n#fields\tid\ttext\n" + rows("%d\t-\n", "#comment\n") + "#fields\ttext\tid\n"
                        + rows("a\"b\t%d\n", "#comment\n") + "#close";
            default -> BYTE_ORDER_MARK + rows("line %d\r\n", "\n") + "the last one";
        };
        Packed.write(file, text);
        return switch (format) {
            case "json" -> JsonLines.in(file).as(Row.class);
            case "csv" -> Csv.in(file).as(Row.class);
            case "csv-without-header" ->
                Csv.in(file).separator(';').header("id", "text").withoutQuotes().as(Row.class);
            case "zeek" -> Csv.in(file).zeek().as(Row.class);
            default -> Lines.in(file);
        };
    }

    /** Each row has another length, and between two of them there is sometimes a line that is none. */
    private static String rows(String pattern, String noRow) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            text.append(String.format(pattern, i * i * i)).append(i % 3 == 0 ? noRow : "");
        }
        return text.toString();
    }

    @ParameterizedTest
    @MethodSource("formatsAndCompressions")
    void resumingAtEveryPositionGivesExactlyTheRest(String format, String extension) throws Exception {
        resumeEverywhere(source(format, extension));
    }

    private static <T> void resumeEverywhere(FileSource<T> source) throws Exception {
        Split<T> split = source.splits().get(0);
        Collected<T> whole = Collected.all(source);
        assertThat(whole.records).hasSizeGreaterThanOrEqualTo(40);
        assertThat(whole.positions).isSorted().doesNotHaveDuplicates();

        SourceReader<T> reader = split.open(Collected.CONTEXT, null);
        Collected<T> soFar = new Collected<>();
        List<byte[]> positions = new ArrayList<>();
        do {
            positions.add(reader.position());
        } while (soFar.read(reader, 1) == Status.DATA);
        reader.close();
        assertThat(soFar.records).isEqualTo(whole.records);
        assertThat(soFar.positions).isEqualTo(whole.positions);

        for (int i = 0; i < positions.size(); i++) {
            SourceReader<T> resumed = split.open(Collected.CONTEXT, positions.get(i));
            assertThat(resumed.position()).isEqualTo(positions.get(i));
            Collected<T> rest = new Collected<>();
            assertThat(rest.readAll(resumed, 7)).isEqualTo(Status.END);
            resumed.close();
            assertThat(rest.records).isEqualTo(whole.records.subList(i, whole.records.size()));
            assertThat(rest.positions).isEqualTo(whole.positions.subList(i, whole.positions.size()));
        }
    }

    private static byte[] positionAfter(Path file, int records) throws Exception {
        SourceReader<String> reader = Lines.in(file).splits().get(0).open(Collected.CONTEXT, null);
        new Collected<String>().read(reader, records);
        byte[] position = reader.position();
        reader.close();
        return position;
    }

    private static byte[] positionAtEnd(Path file) throws Exception {
        SourceReader<String> reader = Lines.in(file).splits().get(0).open(Collected.CONTEXT, null);
        new Collected<String>().readAll(reader, 1000);
        byte[] position = reader.position();
        reader.close();
        return position;
    }

    private static void open(Path file, byte[] position) throws Exception {
        Lines.in(file).splits().get(0).open(Collected.CONTEXT, position).close();
    }

    @Test
    void changedStartOfPlainFileIsRefused() throws Exception {
        Path file = Packed.write(directory.resolve("log"), "a\nb\nc\n");
        byte[] position = positionAfter(file, 2);
        Packed.write(file, "x\nb\nc\n");

        assertThatThrownBy(() -> open(file, position))
                .hasMessage("the start of " + file + " is not what it was when the position was stored, line 2; put the"
                        + " old file back, or start without the stored position");
    }

    @Test
    void compressedFileThatEndsBeforeThePositionIsRefused() throws Exception {
        Path file = Packed.write(directory.resolve("log.gz"), "a\nb\nc\n");
        byte[] position = positionAfter(file, 2);
        Packed.write(file, "a\n");

        assertThatThrownBy(() -> open(file, position))
                .hasMessageStartingWith("log.gz is shorter than the stored position");
    }

    @Test
    void plainFileThatIsShorterThanThePositionIsRefused() throws Exception {
        String line = "x".repeat(99) + "\n";
        Path file = Packed.write(directory.resolve("log"), line.repeat(100));
        byte[] position = positionAfter(file, 90);
        Packed.write(file, line.repeat(50));

        assertThatThrownBy(() -> open(file, position))
                .hasMessage(
                        file + " has 5000 bytes, but had 9000 when the position was stored, line 90; put the old file"
                                + " back, or start without the stored position");
    }

    @ParameterizedTest
    @ValueSource(strings = {"log.gz", "log.zst"})
    void changedStartOfCompressedFileIsRefused(String name) throws Exception {
        Path file = Packed.write(directory.resolve(name), "a\nb\nc\n");
        byte[] position = positionAfter(file, 2);
        Packed.write(file, "x\nb\nc\n");

        assertThatThrownBy(() -> open(file, position))
                .hasMessage(
                        "the unpacked start of " + name + " is not what it was when the position was stored, line 2;"
                                + " put the old file back, or start without the stored position");

        Packed.write(file, "a\nb\nand others\n");
        open(file, position);
    }

    @ParameterizedTest
    @ValueSource(strings = {"log", "log.gz", "log.zst"})
    void fileThatHasGrownIsReadToItsNewEndFromEveryPosition(String name) throws Exception {
        Path file = directory.resolve(name);
        SinkWriter<String> writer = EpochScript.open(Lines.to(file), 0);
        List<byte[]> positions = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        for (int epoch = 1; epoch <= 20; epoch++) {
            lines.addAll(List.of("line " + epoch, "x".repeat(500), ""));
            writer.write(FileSinkTest.batch(lines.subList(lines.size() - 3, lines.size())));
            writer.commit(epoch, writer.prepare(epoch));
            positions.add(positionAtEnd(file));
        }
        writer.close();

        for (int i = 0; i < positions.size(); i++) {
            SourceReader<String> resumed = Lines.in(file).splits().get(0).open(Collected.CONTEXT, positions.get(i));
            Collected<String> rest = new Collected<>();
            assertThat(rest.readAll(resumed, 7)).isEqualTo(Status.END);
            resumed.close();
            assertThat(rest.records).isEqualTo(lines.subList(3 * (i + 1), lines.size()));
        }
        resumeEverywhere(Lines.in(file));
    }

    @Test
    void positionsOfOthersAreRefused() throws Exception {
        Path file = Packed.write(directory.resolve("log"), "a\n");

        assertThatThrownBy(() -> open(file, new byte[] {9, 0}))
                .hasMessageStartingWith("a stored file position must have version 1, got 9");
        assertThatThrownBy(() -> open(file, new byte[] {1, 0}))
                .hasMessageStartingWith("a stored file position of 2 bytes is damaged");
        assertThatThrownBy(() -> open(file, new byte[0]))
                .hasMessageStartingWith("a stored file position of 0 bytes is damaged");
    }

    @Test
    void lineEndsAndLengthsAroundTheBufferSizeAreNoDifference() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int length = LineSplitter.BUFFER_BYTES - 4; length < LineSplitter.BUFFER_BYTES + 4; length++) {
            expected.add("x".repeat(length));
            expected.add("");
            expected.add("ž".repeat(length));
        }
        Path file = directory.resolve("long");
        Files.write(file, (String.join("\r\n", expected) + "\r\n").getBytes(StandardCharsets.UTF_8));

        assertThat(Collected.records(Lines.in(file))).isEqualTo(expected);
    }
}
