package dev.millrace.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.RecordRefusedException;
import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.api.window.ResultKind;
import dev.millrace.api.window.WindowResult;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSinkTest {

    record Row(
            int id,
            @Nullable String text,
            @Nullable Double ratio,
            @Nullable Instant at) {}

    record Stats(long count, double mean) {}

    record Pair(@Nullable Stats left, Stats right) {}

    record Loop(int id, @Nullable Loop next) {}

    record Maybe(Optional<Integer> number, List<Integer> list) {}

    record Broken(int id) {
        @Override
        public int id() {
            throw new IllegalStateException("broken");
        }
    }

    @TempDir
    Path directory;

    private static <T> SinkWriter<T> open(Sink<T> sink) throws Exception {
        return sink.open(new WriterContext("out", 0, 1, InstantSource.system(), false, 0));
    }

    static <T> Records<T> batch(List<T> values) {
        return new Records<>() {
            @Override
            public int size() {
                return values.size();
            }

            @Override
            public T get(int index) {
                return values.get(index);
            }

            @Override
            public long timestamp(int index) {
                return 0;
            }
        };
    }

    @SafeVarargs
    private static <T> void writeAll(Sink<T> sink, T... values) throws Exception {
        SinkWriter<T> writer = open(sink);
        try {
            for (T value : values) {
                writer.write(batch(List.of(value)));
            }
            writer.commit(1, writer.prepare(1));
        } finally {
            writer.close();
        }
    }

    private static String read(Path file) throws IOException {
        try (InputStream in = Compression.of(file).unpack(Files.newInputStream(file))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void targetIsUntouchedUntilTheCommit() throws Exception {
        Path target = Files.writeString(directory.resolve("out.txt"), "old");
        SinkWriter<String> writer = open(Lines.to(target));
        writer.write(batch(List.of("a", "b")));
        byte[] prepared = writer.prepare(1);
        assertThat(target).hasContent("old");
        assertThat(names())
                .hasSize(2)
                .first()
                .asString()
                .startsWith(".out.txt.0-")
                .endsWith(".tmp");

        writer.commit(1, prepared);
        assertThat(read(target)).isEqualTo("a\nb\n");
        writer.commit(1, prepared);
        writer.close();
        assertThat(read(target)).isEqualTo("a\nb\n");
        assertThat(names()).containsExactly("out.txt");
    }

    @Test
    void closingWithoutPrepareLeavesNothing() throws Exception {
        Path target = Files.writeString(directory.resolve("out.txt.gz"), "old");
        SinkWriter<String> writer = open(Lines.to(target));
        writer.write(batch(List.of("a")));
        writer.close();

        assertThat(target).hasContent("old");
        assertThat(names()).containsExactly("out.txt.gz");
    }

    @Test
    void abortingAfterPrepareLeavesNothing() throws Exception {
        Path target = Files.writeString(directory.resolve("out.txt"), "old");
        SinkWriter<String> writer = open(Lines.to(target));
        writer.write(batch(List.of("a")));
        writer.abort(1, writer.prepare(1));
        writer.close();

        assertThat(target).hasContent("old");
        assertThat(names()).containsExactly("out.txt");
    }

    @Test
    void preparedFileIsCommittedByTheWriterAfterARestart() throws Exception {
        Path target = directory.resolve("out.txt");
        SinkWriter<String> first = open(Lines.to(target));
        first.write(batch(List.of("a")));
        byte[] prepared = first.prepare(1);
        first.close();
        assertThat(target).doesNotExist();

        SinkWriter<String> second = open(Lines.to(target));
        second.commit(1, prepared);
        second.commit(1, prepared);
        assertThat(read(target)).isEqualTo("a\n");
        second.commit(2, second.prepare(2));
        second.close();
        assertThat(read(target)).isEqualTo("a\n");
        assertThat(names()).containsExactly("out.txt");
    }

    @Test
    void whatWasPreparedMustBeThere() throws Exception {
        SinkWriter<String> writer = open(Lines.to(directory.resolve("out.txt")));
        byte[] lost = new PreparedEpoch(".out.txt.0-00000000-0000-0000-0000-000000000000.tmp", 0, 5, 1, "").toBytes();
        byte[] foreign = new PreparedEpoch("../etc/passwd", 0, 5, 1, "").toBytes();

        assertThatThrownBy(() -> writer.commit(1, lost))
                .hasMessageContaining("out.txt is gone, although the checkpoint knows of rows in it");
        Files.writeString(directory.resolve("out.txt"), "other");
        assertThatThrownBy(() -> writer.commit(1, lost))
                .hasMessageContaining("out.txt does not have what was prepared for it, bytes 0 to 5");
        assertThatThrownBy(() -> writer.commit(1, foreign)).hasMessageContaining("it belongs to another sink");
        for (int length = 0; length < lost.length; length++) {
            byte[] cut = Arrays.copyOf(lost, length);
            assertThatThrownBy(() -> writer.commit(1, cut)).hasMessageContaining("is damaged");
        }
        writer.close();
    }

    @Test
    void valueThatCannotBeWrittenAsJsonIsNamed() throws Exception {
        SinkWriter<Object> writer = open(JsonLines.to(directory.resolve("out.json")));
        assertThatThrownBy(() -> writer.write(batch(List.of(new Row(1, null, null, null), new Broken(1)))))
                .isInstanceOf(RecordRefusedException.class)
                .hasMessage("record 2 to " + directory.resolve("out.json") + " cannot be written: 'id': broken");
        writer.close();
        assertThat(names()).isEmpty();
    }

    @Test
    void unwritableTargetsAreRefusedWhenOpened() throws Exception {
        assertThatThrownBy(() -> open(Lines.to(directory.resolve("no/out.txt"))))
                .hasMessage(directory.resolve("no/out.txt") + " cannot be written: the directory "
                        + directory.resolve("no") + " does not exist; create it before the job starts");
        assertThatThrownBy(() -> open(Lines.to(directory)))
                .hasMessage(directory + " cannot be written: a sink replaces its target, and this one is no regular"
                        + " file; name a file");
        assertThatThrownBy(() -> Lines.to(Path.of("out.txt.xz"))).isInstanceOf(IllegalArgumentException.class);
        assertThat(names()).isEmpty();
    }

    @Test
    void linkStaysALinkToTheReplacedFile() throws Exception {
        Path target = Files.writeString(directory.resolve("real.txt"), "old");
        Path link = Files.createSymbolicLink(directory.resolve("link.txt"), target);
        writeAll(Lines.to(link), "new");

        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(read(target)).isEqualTo("new\n");
    }

    @Test
    void sinksDescribeThemselves() {
        Sink<Row> sink = Csv.to(Path.of("hourly.csv"));
        assertThat(sink.describe()).isEqualTo("CSV to hourly.csv");
        assertThat(sink.guarantee()).isEqualTo(Sink.Guarantee.TRANSACTIONAL);
        assertThat(sink.writersMax()).isEqualTo(1);
        assertThat(JsonLines.to(Path.of("a.json")).describe()).isEqualTo("JSON lines to a.json");
    }

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        Row[] rows = {
            new Row(1, "plain", 0.1, Instant.parse("2015-09-12T00:46:58.771Z")),
            new Row(2, null, null, null),
            new Row(3, "", -1e300, Instant.EPOCH),
            new Row(4, "\"quoted\", with\r\nlines\nand\r, žluť, ", Double.NaN, Instant.MAX),
        };
        for (String extension : new String[] {"", ".gz", ".zst"}) {
            Path json = directory.resolve("rows.json" + extension);
            writeAll(JsonLines.to(json), rows);
            assertThat(Collected.records(JsonLines.in(json).as(Row.class))).containsExactly(rows);

            Path csv = directory.resolve("rows.csv" + extension);
            writeAll(Csv.to(csv), rows);
            assertThat(Collected.records(Csv.in(csv).as(Row.class))).containsExactly(rows);
        }
    }

    @Test
    void csvIsQuotedOnlyWhereNeeded() throws Exception {
        Path file = directory.resolve("rows.csv");
        writeAll(
                Csv.to(file),
                new Row(1, "a,b", 2.0, Instant.parse("2015-09-12T00:00:00Z")),
                new Row(2, "say \"x\"", null, null),
                new Row(3, "", null, null));

        assertThat(read(file))
                .isEqualTo("id,text,ratio,at\n1,\"a,b\",2.0,2015-09-12T00:00:00Z\n2,\"say \"\"x\"\"\",,\n3,\"\",,\n");
    }

    @Test
    void nestedRecordsAreSpreadOverColumns() throws Exception {
        Path file = directory.resolve("windows.csv");
        Instant start = Instant.parse("2015-09-12T00:00:00Z");
        writeAll(
                Csv.to(file),
                new WindowResult<>(
                        "#en",
                        start,
                        start.plusSeconds(60),
                        new Stats(2, 1.5),
                        ResultKind.FINAL,
                        0,
                        ClosedBy.WATERMARK));

        assertThat(read(file)).isEqualTo("""
                key,start,end,count,mean,kind,revision,closedBy
                #en,2015-09-12T00:00:00Z,2015-09-12T00:01:00Z,2,1.5,FINAL,0,WATERMARK
                """);
    }

    @Test
    void nullRecordHasItsColumnsAndNamesAreDifferent() throws Exception {
        Path file = directory.resolve("pairs.csv");
        writeAll(Csv.to(file), new Pair(null, new Stats(1, 2)), new Pair(new Stats(3, 4), new Stats(5, 6)));

        assertThat(read(file)).isEqualTo("count,mean,right.count,right.mean\n,,1,2.0\n3,4.0,5,6.0\n");
    }

    @Test
    void recordInsideItselfIsOneColumn() throws Exception {
        Path file = directory.resolve("loop.csv");
        writeAll(Csv.to(file), new Loop(1, null), new Loop(2, new Loop(3, null)));

        assertThat(read(file)).isEqualTo("id,next\n1,\n2,\"Loop[id=3, next=null]\"\n");
    }

    @Test
    void recordOfAnotherShapeIsRefused() throws Exception {
        SinkWriter<Object> writer = open(Csv.to(directory.resolve("mixed.csv")));
        writer.write(batch(List.of(new Stats(1, 2))));

        assertThatThrownBy(() -> writer.write(batch(List.of("text"))))
                .hasMessage("the columns [count, mean] are those of the first record, in which this was a Stats, but"
                        + " here it is a String; map the records to one class, or write JSON lines");
        writer.close();
    }

    @Test
    void valuesThatAreNoRecordsHaveOneColumn() throws Exception {
        Path file = directory.resolve("values.csv");
        writeAll(Csv.to(file), 1L, 2L);

        assertThat(read(file)).isEqualTo("value\n1\n2\n");
    }

    @Test
    void optionalsAreTheirValues() throws Exception {
        Path csv = directory.resolve("maybe.csv");
        writeAll(Csv.to(csv), new Maybe(Optional.of(1), List.of(2, 3)), new Maybe(Optional.empty(), List.of()));
        assertThat(read(csv)).isEqualTo("number,list\n1,\"[2, 3]\"\n,[]\n");

        Path json = directory.resolve("maybe.json");
        writeAll(JsonLines.to(json), new Maybe(Optional.of(1), List.of(2, 3)), new Maybe(Optional.empty(), List.of()));
        assertThat(read(json)).isEqualTo("{\"number\":1,\"list\":[2,3]}\n{\"number\":null,\"list\":[]}\n");
    }

    @Test
    void noRecordsMakeAnEmptyFile() throws Exception {
        for (String name : new String[] {"a.json", "a.csv.gz", "a.csv.zst"}) {
            Path file = directory.resolve(name);
            writeAll(name.endsWith("json") ? JsonLines.to(file) : Csv.to(file));
            assertThat(read(file)).isEmpty();
        }
    }
}
