package dev.millrace.connector.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.RecordRefusedException;
import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectorySinkTest {

    record Row(@Nullable String name, long time) {}

    record Broken(int id) {
        @Override
        public int id() {
            throw new IllegalStateException("broken");
        }
    }

    /** A format that must be whole: its segments end with a mark. */
    private static final FileFormat<String> WHOLE = new FileFormat<>() {
        @Override
        public String name() {
            return "marked text";
        }

        @Override
        public String extension() {
            return ".marked";
        }

        @Override
        public RecordEncoder<String> newEncoder() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isContinuable() {
            return false;
        }

        @Override
        public boolean isPackable() {
            return false;
        }
    };

    @TempDir
    Path directory;

    private Path root() {
        return directory.resolve("out");
    }

    private static Records<Row> batch(Row... rows) {
        return new Records<>() {
            @Override
            public int size() {
                return rows.length;
            }

            @Override
            public Row get(int index) {
                return rows[index];
            }

            @Override
            public long timestamp(int index) {
                return rows[index].time();
            }
        };
    }

    private static Row[] rows(String... names) {
        return Arrays.stream(names).map(name -> new Row(name, 0)).toArray(Row[]::new);
    }

    private static <T> SinkWriter<T> open(Sink<T> sink) throws Exception {
        return sink.open(new WriterContext("out", 0, 1, InstantSource.system(), false, 0));
    }

    /** As a job without checkpoints. */
    private Map<Path, String> written(DirectorySink<Row> sink, Row... rows) throws Exception {
        SinkWriter<Row> writer = open(sink);
        writer.write(batch(rows));
        assertThat(DirectoryScript.visible(root())).isEmpty();
        writer.commit(1, writer.prepare(1));
        writer.finish();
        writer.close();
        assertThat(DirectoryScript.hidden(root())).isEmpty();
        return DirectoryScript.visible(root());
    }

    private DirectorySink<Row> csv() {
        return Csv.<Row>toDirectory(root());
    }

    @Test
    void directoriesAreNamedAsHiveNamesThem() throws Exception {
        Map<Path, String> files = written(
                csv().partitionBy("time", Row::time)
                        .partitionBy("name", Row::name)
                        .named("rows.csv.zst"),
                new Row("a", 1),
                new Row("a/b=c", 1),
                new Row("..", 2),
                new Row(null, 2),
                new Row("", 2));

        assertThat(files)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        Path.of("time=1/name=a/rows-00000000.csv.zst"), "name,time\na,1\n",
                        Path.of("time=1/name=a%2Fb%3Dc/rows-00000001.csv.zst"), "name,time\na/b=c,1\n",
                        Path.of("time=2/name=../rows-00000002.csv.zst"), "name,time\n..,2\n",
                        Path.of("time=2/name=__HIVE_DEFAULT_PARTITION__/rows-00000003.csv.zst"),
                                "name,time\n,2\n\"\",2\n"));
    }

    @Test
    void noValueLeadsOutOfTheDirectory() throws Exception {
        Map<Path, String> files =
                written(csv().partitionBy(Row::name), rows("..", "../../etc", "/etc", ".hidden", "C:\\", "a\u0000b"));

        assertThat(files.keySet())
                .extracting(file -> file.getParent().toString())
                .containsExactlyInAnyOrder("%2E.", "%2E.%2F..%2Fetc", "%2Fetc", "%2Ehidden", "C%3A%5C", "a%00b");
    }

    @Test
    void recordsWithoutADirectoryAreRefused() throws Exception {
        DirectorySink<Row> sink = csv().partitionBy("name", row -> {
            if ("bad".equals(row.name())) {
                throw new IllegalStateException("no name");
            }
            return row.name();
        });
        SinkWriter<Row> writer = open(sink);
        assertThatThrownBy(() -> writer.write(batch(rows("a", "bad", "b"))))
                .isInstanceOf(RecordRefusedException.class)
                .hasMessage("record 2 to " + root() + " cannot be written: its directory cannot be told: no name")
                .extracting(thrown -> ((RecordRefusedException) thrown).index())
                .isEqualTo(1);
        assertThatThrownBy(() -> writer.write(batch(rows("x".repeat(251)))))
                .hasMessageContaining("the name of a directory may have 255 bytes, got 256: name=xxx");
        writer.write(batch(rows("b")));
        writer.commit(1, writer.prepare(1));
        writer.close();

        assertThat(DirectoryScript.visible(root())).hasSize(2);
    }

    @Test
    void fileInWhichAllRecordsWereRefusedIsNone() throws Exception {
        SinkWriter<Broken> writer = EpochScript.open(JsonLines.<Broken>toDirectory(root()), 0);
        assertThatThrownBy(() -> writer.write(FileSinkTest.batch(List.of(new Broken(1)))))
                .isInstanceOf(RecordRefusedException.class);
        writer.commit(1, writer.prepare(1));
        writer.close();

        assertThat(DirectoryScript.visible(root())).isEmpty();
        assertThat(DirectoryScript.hidden(root())).isEmpty();
    }

    @Test
    void filesEndAtTheirSize() throws Exception {
        String[] names = new String[100];
        Arrays.fill(names, "0123456789".repeat(1000));
        Map<Path, String> files = written(csv().rollAtBytes(200_000), rows(names));

        assertThat(files).hasSize(5);
        assertThat(files.values()).allSatisfy(text -> assertThat(text.length()).isBetween(199_000, 211_000));
    }

    @Test
    void filesEndWithTheFirstRecordThatIsBeyondTheirTime() throws Exception {
        Map<Path, String> files = written(
                csv().rollAfter(Duration.ofMillis(10)),
                new Row("a", 100),
                new Row("b", 109),
                new Row("old", 5),
                new Row("c", 110),
                new Row("older", Long.MIN_VALUE),
                new Row("d", 119),
                new Row("e", Long.MAX_VALUE));

        assertThat(files.values())
                .containsExactly(
                        "name,time\na,100\nb,109\nold,5\n",
                        "name,time\nc,110\nolder,-9223372036854775808\nd,119\n",
                        "name,time\ne,9223372036854775807\n");
    }

    @Test
    void leastRecentlyWrittenFileEndsWhenTooManyAreOpen() throws Exception {
        Map<Path, String> files =
                written(csv().partitionBy(Row::name).openFilesMax(2), rows("a", "b", "a", "c", "a", "b"));

        assertThat(files.keySet())
                .extracting(Path::toString)
                .containsExactly(
                        "a/part-00000000.csv", "b/part-00000001.csv", "b/part-00000003.csv", "c/part-00000002.csv");
    }

    @Test
    void filesThatGoOnOverCheckpointsAppearWithTheLastOfThem() throws Exception {
        SinkWriter<Row> writer = EpochScript.open(csv().rollAfterEpochs(3), 0);
        for (int epoch = 1; epoch <= 7; epoch++) {
            writer.write(batch(new Row("r", epoch)));
            writer.commit(epoch, writer.prepare(epoch));
            assertThat(DirectoryScript.visible(root())).hasSize(epoch / 3);
        }
        writer.finish();
        writer.close();

        assertThat(DirectoryScript.visible(root()).values())
                .containsExactly("name,time\nr,1\nr,2\nr,3\n", "name,time\nr,4\nr,5\nr,6\n", "name,time\nr,7\n");
    }

    @Test
    void filesOfAnEarlierRunAreNotMixedWithThoseOfThis() throws Exception {
        written(csv(), rows("a"));
        assertThatThrownBy(() -> open(csv()))
                .hasMessage(root() + " has 1 files called part-*.csv, for example part-00000000.csv, and the job starts"
                        + " from the beginning, so rows would be there twice; empty the directory, name another, or"
                        + " start with the checkpoints");
    }

    @Test
    void readerMayTakeAwayWhatItHasSeen() throws Exception {
        SinkWriter<Row> first = EpochScript.open(csv(), 0);
        first.write(batch(rows("a")));
        byte[] prepared = first.prepare(1);
        first.commit(1, prepared);
        Files.delete(root().resolve("part-00000000.csv"));

        SinkWriter<Row> second = EpochScript.open(csv(), 1);
        second.commit(1, prepared);
        second.write(batch(rows("b")));
        second.commit(2, second.prepare(2));
        second.close();
        assertThat(DirectoryScript.visible(root())).containsOnlyKeys(Path.of("part-00000001.csv"));
    }

    @Test
    void fileThatACheckpointKnowsAndIsGoneIsSaid() throws Exception {
        DirectorySink<Row> sink = csv().rollAfterEpochs(9);
        SinkWriter<Row> first = EpochScript.open(sink, 0);
        first.write(batch(rows("a")));
        byte[] prepared = first.prepare(1);
        first.commit(1, prepared);
        first.close();
        Path hidden = root().resolve(".part-00000000.csv.tmp");
        assertThat(hidden).hasContent("name,time\na,0\n");

        Files.writeString(hidden, "na");
        SinkWriter<Row> second = EpochScript.open(sink, 1);
        second.commit(1, prepared);
        assertThatThrownBy(() -> second.write(batch(rows("b"))))
                .hasMessageContaining("has 2 bytes, but the checkpoint knows 14");
        Files.delete(hidden);
        SinkWriter<Row> third = EpochScript.open(sink, 1);
        third.commit(1, prepared);
        assertThatThrownBy(() -> third.write(batch(rows("b"))))
                .hasMessageContaining("is gone, although the checkpoint knows 14 bytes of it");
    }

    @Test
    void abortLeavesNothing() throws Exception {
        SinkWriter<Row> writer = open(csv().partitionBy(Row::name));
        writer.write(batch(rows("a", "b")));
        writer.abort(1, writer.prepare(1));
        writer.close();
        SinkWriter<Row> closed = open(csv().partitionBy(Row::name));
        closed.write(batch(rows("a", "b")));
        closed.close();

        assertThat(DirectoryScript.visible(root())).isEmpty();
        assertThat(DirectoryScript.hidden(root())).isEmpty();
    }

    @Test
    void damagedWorkIsRefused() throws Exception {
        SinkWriter<Row> writer = EpochScript.open(csv().rollAfterEpochs(2).partitionBy(Row::name), 0);
        writer.write(batch(rows("a", "b")));
        byte[] prepared = writer.prepare(1);
        for (int length = 0; length < prepared.length; length++) {
            byte[] cut = Arrays.copyOf(prepared, length);
            assertThatThrownBy(() -> writer.commit(1, cut))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is damaged, or is that of another sink");
        }
        writer.close();
    }

    @Test
    void misuseIsSaidOnItsLine() throws Exception {
        assertThatThrownBy(() -> csv().rollAtBytes(0)).hasMessage("a file is ended at 1 byte or more, got 0");
        assertThatThrownBy(() -> csv().rollAfter(Duration.ZERO))
                .hasMessage("a file is ended after at least 1 ms of event time, got PT0S");
        assertThatThrownBy(() -> csv().rollAfterEpochs(0)).hasMessage("a file is ended after 1 epoch or more, got 0");
        assertThatThrownBy(() -> csv().openFilesMax(0)).hasMessage("openFilesMax must be at least 1, got 0");
        assertThatThrownBy(() -> csv().named("../x.csv")).hasMessageContaining("got \"../x.csv\"");
        assertThatThrownBy(() -> csv().named("x.csv.bz2")).hasMessageContaining("is not supported");
        assertThatThrownBy(() -> csv().partitionBy("a/b", Row::name)).hasMessageContaining("got \"a/b\"");
        DirectorySink<String> whole = DirectorySink.of(root(), WHOLE);
        assertThatThrownBy(() -> whole.rollAfterEpochs(2))
                .hasMessageContaining("rollAfterEpochs(2) cannot be kept: make checkpoints less often");
        assertThatThrownBy(() -> whole.named("x.marked.gz"))
                .hasMessageStartingWith("files of marked text pack by themselves");
        Files.writeString(root(), "");
        assertThatThrownBy(() -> open(csv())).hasMessage(root() + " cannot be filled: it is a file; name a directory");
        assertThat(csv().partitionBy("day", Row::time).describe()).isEqualTo("CSV to " + root() + "/day=*/part-*.csv");
    }
}
