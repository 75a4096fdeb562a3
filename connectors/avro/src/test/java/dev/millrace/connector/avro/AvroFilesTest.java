package dev.millrace.connector.avro;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.SourceReader.Status;
import dev.millrace.api.connector.Split;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.failure.DeadLetter;
import dev.millrace.api.failure.FailurePolicy;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.connector.files.DirectorySink;
import dev.millrace.testkit.TestRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files of both directions; Avro's own file reader and writer are the oracle. */
class AvroFilesTest {

    record Row(int id, String text) {}

    record Small(byte id) {}

    private static final Schema SCHEMA = Avro.schemaOf(Row.class);
    private static final ReaderContext CONTEXT = new ReaderContext(InstantSource.system(), () -> {});

    @TempDir
    Path directory;

    private static final class Taken<T> implements RecordCollector<T> {

        final List<T> records = new ArrayList<>();
        final List<Long> positions = new ArrayList<>();
        final List<String> refused = new ArrayList<>();
        final List<byte[]> letters = new ArrayList<>();
        int remaining;

        @Override
        public void collect(T record, long position) {
            remaining--;
            records.add(record);
            positions.add(position);
        }

        @Override
        public void collect(T record, long position, long timestampMillis) {
            throw new AssertionError("files know no timestamps");
        }

        @Override
        public void refuse(byte[] bytes, long position, Exception cause) {
            remaining--;
            refused.add(cause.getMessage());
            letters.add(bytes);
        }

        @Override
        public int remaining() {
            return remaining;
        }
    }

    private static List<Row> rows(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(id -> new Row(id, "text " + id * 31))
                .toList();
    }

    /** By Avro itself, in blocks of about so many bytes. */
    private Path written(String name, List<Row> rows, int blockBytes, AvroCompression compression) throws IOException {
        Path file = directory.resolve(name);
        try (DataFileWriter<GenericRecord> writer = new DataFileWriter<>(new GenericDatumWriter<>(SCHEMA))) {
            writer.setSyncInterval(blockBytes);
            writer.setCodec(CodecFactory.fromString(compression.codec()));
            writer.create(SCHEMA, file.toFile());
            for (Row row : rows) {
                GenericRecord generic = new GenericData.Record(SCHEMA);
                generic.put("id", row.id());
                generic.put("text", row.text());
                writer.append(generic);
            }
        }
        return file;
    }

    private static List<String> readByAvro(Path file) throws IOException {
        List<String> rows = new ArrayList<>();
        try (DataFileReader<GenericRecord> reader = new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
            reader.forEach(row -> rows.add(row.get("id") + " " + row.get("text")));
        }
        return rows;
    }

    private static <T> Taken<T> read(Source<T> source) throws Exception {
        Taken<T> taken = new Taken<>();
        for (Split<T> split : source.splits()) {
            SourceReader<T> reader = split.open(CONTEXT, null);
            try {
                Status status;
                do {
                    taken.remaining = 100;
                    status = reader.read(taken);
                } while (status != Status.END);
            } finally {
                reader.close();
            }
        }
        return taken;
    }

    private static Records<Row> batch(List<Row> rows) {
        return new Records<>() {
            @Override
            public int size() {
                return rows.size();
            }

            @Override
            public Row get(int index) {
                return rows.get(index);
            }

            @Override
            public long timestamp(int index) {
                return 0;
            }
        };
    }

    private static SinkWriter<Row> open(Sink<Row> sink, long restoredEpoch) throws Exception {
        return sink.open(new WriterContext("out", 0, 1, InstantSource.system(), true, restoredEpoch));
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> found = Files.walk(root)) {
            return found.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @ParameterizedTest
    @EnumSource
    void filesOfAvroAreReadFromEveryPosition(AvroCompression compression) throws Exception {
        List<Row> rows = rows(0, 200);
        Source<Row> source =
                Avro.in(written("rows.avro", rows, 100, compression)).as(Row.class);
        Split<Row> split = source.splits().get(0);
        for (int stop = 0; stop <= rows.size(); stop += 1 + stop / 20) {
            Taken<Row> taken = new Taken<>();
            SourceReader<Row> first = split.open(CONTEXT, null);
            while (taken.records.size() < stop) {
                taken.remaining = Math.min(7, stop - taken.records.size());
                first.read(taken);
            }
            byte[] position = first.position();
            first.close();
            SourceReader<Row> second = split.open(CONTEXT, position);
            do {
                taken.remaining = 10;
            } while (second.read(taken) != Status.END);
            second.close();

            assertThat(taken.records).as("stopped at %d", stop).isEqualTo(rows);
            assertThat(taken.positions)
                    .isEqualTo(IntStream.rangeClosed(1, rows.size())
                            .mapToObj(Long::valueOf)
                            .toList());
        }
        assertThat(split.describePosition(17)).isEqualTo("rows.avro, record 17");
    }

    @Test
    void partsOfAFileHaveEachRecordOnce() throws Exception {
        List<Row> rows = rows(0, 1000);
        Path file = written("rows.avro", rows, 64, AvroCompression.NONE);
        for (long bytes = 1024; bytes < Files.size(file) + 2000; bytes += 777) {
            Source<Row> source = Avro.in(file).splitAtBytes(bytes).as(Row.class);
            assertThat(source.splits()).hasSize((int) ((Files.size(file) + bytes - 1) / bytes));
            assertThat(read(source).records).as("parts of %d bytes", bytes).isEqualTo(rows);
        }
    }

    @ParameterizedTest
    @EnumSource
    void filesAreReadByAvro(AvroCompression compression) throws Exception {
        Path root = directory.resolve("out");
        AvroFormat<Row> format = Avro.format(Row.class).with(compression);
        SinkWriter<Row> writer = open(DirectorySink.of(root, format).rollAtBytes(100_000), 0);
        List<Row> rows = rows(0, 20_000);
        for (int from = 0; from < rows.size(); from += 500) {
            writer.write(batch(rows.subList(from, from + 500)));
        }
        writer.commit(1, writer.prepare(1));
        writer.close();

        List<String> read = new ArrayList<>();
        for (Path file : files(root)) {
            read.addAll(readByAvro(file));
        }
        assertThat(files(root)).hasSizeGreaterThan(1);
        assertThat(read)
                .isEqualTo(rows.stream().map(row -> row.id() + " " + row.text()).toList());
        assertThat(read(Avro.in(root).as(Row.class)).records).isEqualTo(rows);
    }

    /** Epochs end and restarts come anywhere; each restart forgets what the last checkpoint does not know. */
    @Test
    void filesThatGoOnAfterRestartsAreWhole() throws Exception {
        for (long seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            Path root = directory.resolve("out" + seed);
            Sink<Row> sink = Avro.toDirectory(root, Row.class).rollAfterEpochs(1 + random.nextInt(5));
            TreeMap<Long, byte[]> prepared = new TreeMap<>();
            SinkWriter<Row> writer = open(sink, 0);
            int next = 0;
            int known = 0;
            long epoch = 0;
            while (known < 300) {
                int to = next + random.nextInt(40);
                writer.write(batch(rows(next, to)));
                next = to;
                if (random.nextInt(3) == 0) {
                    epoch++;
                    prepared.clear();
                    prepared.put(epoch, writer.prepare(epoch));
                    known = next;
                    if (random.nextBoolean()) {
                        writer.commit(epoch, prepared.get(epoch));
                    } else {
                        writer = open(sink, epoch);
                        writer.commit(epoch, prepared.get(epoch));
                    }
                } else if (random.nextInt(4) == 0 && epoch > 0) {
                    writer = open(sink, epoch);
                    writer.commit(epoch, prepared.get(epoch));
                    next = known;
                }
            }
            writer.commit(epoch + 1, writer.prepare(epoch + 1));
            writer.finish();
            writer.close();

            List<String> read = new ArrayList<>();
            for (Path file : files(root)) {
                read.addAll(readByAvro(file));
            }
            assertThat(read)
                    .as("seed %d", seed)
                    .isEqualTo(rows(0, next).stream()
                            .map(row -> row.id() + " " + row.text())
                            .toList());
        }
    }

    @Test
    void recordThatIsNoneOfItsClassIsRefusedAndOthersAreRead() throws Exception {
        Path file = written("rows.avro", rows(126, 131), 10_000, AvroCompression.DEFLATE);
        Taken<Small> taken = read(Avro.in(file).as(Small.class));

        assertThat(taken.records).containsExactly(new Small((byte) 126), new Small((byte) 127));
        assertThat(taken.refused)
                .containsExactly(
                        "rows.avro, record 3: 'id' must be a byte, got 128",
                        "rows.avro, record 4: 'id' must be a byte, got 129",
                        "rows.avro, record 5: 'id' must be a byte, got 130");
        assertThat(AvroCodec.of(Row.class).decode(taken.letters.get(0)))
                .isEqualTo(rows(128, 129).get(0));
    }

    @Test
    void damageWithinABlockCostsTheRestOfIt() throws Exception {
        Path file = written("rows.avro", rows(0, 100), 200, AvroCompression.NONE);
        byte[] bytes = Files.readAllBytes(file);
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("text 93");
        bytes[at - 1] = (byte) 0xFF; // the length of a text
        Files.write(file, bytes);
        Taken<Row> taken = read(Avro.in(file).as(Row.class));

        assertThat(taken.refused).hasSize(1);
        assertThat(taken.refused.get(0))
                .matches(
                        "rows.avro, record 4: 'text' must have a length between 0 and the [0-9]+"
                                + " bytes that are left, got -?[0-9]+; its bytes are damaged, and [0-9]+ records behind it are lost with it");
        assertThat(taken.records)
                .startsWith(rows(0, 3).toArray(Row[]::new))
                .endsWith(rows(50, 100).toArray(Row[]::new));
    }

    @Test
    void damagedFilesAreSaidToBe() throws Exception {
        byte[] sound = Files.readAllBytes(written("rows.avro", rows(0, 300), 300, AvroCompression.DEFLATE));
        Path file = directory.resolve("damaged.avro");
        int refused = 0;
        for (long seed = 0; seed < 600; seed++) {
            Random random = new Random(seed);
            byte[] bytes = sound.clone();
            for (int i = random.nextInt(3); i >= 0; i--) {
                bytes[random.nextInt(random.nextBoolean() ? bytes.length : 300)] = (byte) random.nextInt();
            }
            Files.write(file, random.nextInt(3) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes);
            try {
                read(Avro.in(file).as(Row.class));
            } catch (IOException said) {
                assertThat(said.getMessage()).as("seed %d", seed).startsWith(file.toString());
                refused++;
            } catch (RuntimeException unexpected) {
                throw new AssertionError("seed " + seed, unexpected);
            }
        }
        assertThat(refused).isGreaterThan(300);
    }

    @Test
    void whatBlocksUnpackToHasALimit() throws Exception {
        for (AvroCompression compression : AvroCompression.values()) {
            Path file = written("bomb.avro", List.of(new Row(1, "a".repeat(3_000_000))), 64, compression);
            assertThatThrownBy(() -> read(Avro.in(file).blockBytesMax(1 << 20).as(Row.class)))
                    .hasMessageContaining("the block at byte")
                    .hasMessageContaining("blockBytesMax");
            assertThat(read(Avro.in(file).blockBytesMax(4 << 20).as(Row.class)).records)
                    .hasSize(1);
        }
    }

    @Test
    void lengthOfABlockThatCannotBeIsSaid() throws Exception {
        Path file = written("rows.avro", List.of(), 64, AvroCompression.NONE);
        byte[] header = Files.readAllBytes(file);
        byte[] lengths = {2, (byte) 0xFE, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 15};
        Files.write(
                file,
                ByteBuffer.allocate(header.length + lengths.length)
                        .put(header)
                        .put(lengths)
                        .array());
        assertThatThrownBy(() -> read(Avro.in(file).as(Row.class)))
                .hasMessage(
                        file + ": the block at byte " + header.length + ", behind record 0, cannot be read: it has a"
                                + " length of 2147483647 bytes, and the file has 0 more");
    }

    @Test
    void filesThatAreNoneAreSaid() throws Exception {
        Path text = Files.writeString(directory.resolve("a.avro"), "{}");
        assertThatThrownBy(() -> read(Avro.in(text).as(Row.class)))
                .hasMessage(text + " is no Avro object container file: it does not begin with \"Obj\" and 1");
        record Other(int id, double text) {}
        Path rows = written("rows.avro", rows(0, 1), 64, AvroCompression.NONE);
        assertThatThrownBy(() -> read(Avro.in(rows).as(Other.class)))
                .hasMessage(rows + " cannot be read as Other: 'text' is a string, which cannot be a double");
        SourceReader<Row> reader = Avro.in(rows).as(Row.class).splits().get(0).open(CONTEXT, null);
        byte[] position = reader.position();
        written("rows.avro", rows(0, 1), 64, AvroCompression.NONE);
        assertThatThrownBy(() -> Avro.in(rows).as(Row.class).splits().get(0).open(CONTEXT, position))
                .hasMessageContaining("is not the file of which the position was stored");
        assertThatThrownBy(() -> Avro.in(rows).as(String.class)).hasMessageContaining("got java.lang.String");
        assertThatThrownBy(() -> Avro.in(rows).splitAtBytes(5)).hasMessageContaining("at least 1024 bytes, got 5");
        assertThatThrownBy(() -> Avro.toDirectory(rows, Row.class).named("x.avro.gz"))
                .hasMessageStartingWith("files of Avro pack by themselves");
    }

    @Test
    void pipelineReadsAndWritesWithSeveralWorkersAndSetsBadRecordsAside() throws Exception {
        Path in = directory.resolve("in");
        Files.createDirectory(in);
        written("in/a.avro", rows(0, 500), 300, AvroCompression.DEFLATE);
        written("in/b.avro", rows(100, 400), 300, AvroCompression.ZSTANDARD);
        for (int seed = 0; seed < 4; seed++) {
            Path out = directory.resolve("out" + seed);
            Pipeline pipeline = Pipeline.named("copy");
            CollectingSink<DeadLetter> letters = new CollectingSink<>();
            pipeline.read("small", Avro.in(in).splitAtBytes(2000).as(Small.class))
                    .onFailure(FailurePolicy.deadLetter())
                    .map(small -> new Row(small.id(), "small"))
                    .write("out", Avro.toDirectory(out, Row.class).partitionBy("tens", row -> row.id() / 10));
            pipeline.deadLetters().write("letters", letters);
            TestRun.of(pipeline).workers(1 + seed % 3).seed(seed).start().runToEnd();

            List<Integer> ids = new ArrayList<>();
            for (Path file : files(out)) {
                read(Avro.in(file).as(Row.class)).records.forEach(row -> ids.add(row.id()));
            }
            assertThat(ids)
                    .as("seed %d", seed)
                    .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                    IntStream.range(0, 128).boxed(),
                                    IntStream.range(100, 128).boxed())
                            .toList());
            assertThat(letters.records()).as("seed %d", seed).hasSize(372 + 272);
        }
    }
}
