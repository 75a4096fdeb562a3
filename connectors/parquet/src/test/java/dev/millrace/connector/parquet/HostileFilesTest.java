package dev.millrace.connector.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that were made to hurt: a clear error or records, and never much memory. */
class HostileFilesTest {

    /** Of each reader of a file that has some 10 kB. */
    private static final long ALLOCATED_MAX = 48L << 20;

    private static final int PAGE_BYTES_MAX = 1 << 20;

    private static final int TRIES = Boolean.getBoolean("millrace.long") ? 400_000 : 4_000;

    /** So many rows are read at most: levels of a few bytes may say that millions of values are absent. */
    private static final int ROWS_READ_MAX = 20_000;

    @TempDir
    Path directory;

    record Row(
            int id,
            @Nullable String text,
            long large,
            boolean flag,
            @Nullable Double number) {}

    private static final String SCHEMA =
            "message rows { required int32 id; optional binary text (UTF8); required int64 large;"
                    + " required boolean flag; optional double number; }";

    private List<Path> files() throws Exception {
        List<Path> files = new ArrayList<>();
        List<Row> rows = IntStream.range(0, 120)
                .mapToObj(id -> new Row(id, id % 3 == 0 ? null : "text " + id % 7, 1L << id % 60, id % 2 == 0, null))
                .toList();
        for (ParquetCompression compression : ParquetCompression.values()) {
            files.add(Rows.write(
                    directory.resolve(compression + ".parquet"),
                    Parquet.format(Row.class).with(compression).rowGroupBytes(1_500),
                    rows));
        }
        for (WriterVersion version : WriterVersion.values()) {
            for (boolean hasDictionary : new boolean[] {true, false}) {
                files.add(Library.write(
                        directory.resolve(version + "-" + hasDictionary + ".parquet"),
                        SCHEMA,
                        120,
                        (row, group) -> {
                            group.append("id", row)
                                    .append("large", 1L << row % 60)
                                    .append("flag", row % 2 == 0);
                            if (row % 3 > 0) {
                                group.append("text", "text " + row % 7).append("number", row / 8.0);
                            }
                        },
                        hasDictionary ? CompressionCodecName.UNCOMPRESSED : CompressionCodecName.SNAPPY,
                        version,
                        hasDictionary));
            }
        }
        return files;
    }

    @Test
    void damagedFilesGiveRecordsOrAClearErrorAndTakeLittleMemory() throws Exception {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        List<byte[]> sound = new ArrayList<>();
        for (Path file : files()) {
            sound.add(Files.readAllBytes(file));
        }
        Path damaged = directory.resolve("damaged.parquet");
        int errors = 0;
        for (int seed = 0; seed < TRIES; seed++) {
            Random random = new Random(seed);
            byte[] bytes = sound.get(seed % sound.size()).clone();
            // Half of them in the footer and the tail, where lengths are.
            int from = random.nextBoolean() ? bytes.length - Math.min(bytes.length, 700) : 4;
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                int at = from + random.nextInt(bytes.length - from);
                bytes[at] = (byte) (random.nextBoolean() ? random.nextInt() : bytes[at] ^ 1 << random.nextInt(8));
            }
            Files.write(damaged, bytes);
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                Rows.readSome(Parquet.in(damaged).pageBytesMax(PAGE_BYTES_MAX).as(Row.class), ROWS_READ_MAX);
            } catch (IOException clear) {
                assertThat(clear).as("seed %d", seed).hasMessageContaining("damaged.parquet");
                errors++;
            } catch (RuntimeException | Error unclear) {
                throw new AssertionError("seed " + seed, unclear);
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertThat(allocated).as("bytes allocated, seed %d", seed).isLessThan(ALLOCATED_MAX);
        }
        assertThat(errors).isBetween(TRIES / 10, TRIES);
    }

    private Path sound() throws Exception {
        return Rows.write(
                directory.resolve("sound.parquet"),
                Parquet.format(Row.class).with(ParquetCompression.NONE),
                List.of(new Row(1, "a".repeat(5_000), 2, true, 3.0)));
    }

    @Test
    void lengthsAreComparedWithTheFileAndTheLimits() throws Exception {
        Path file = sound();
        byte[] bytes = Files.readAllBytes(file);
        int tail = bytes.length - 8;
        int footer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(tail);
        for (int length : new int[] {Integer.MAX_VALUE, -1, 0, bytes.length}) {
            ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(tail, length);
            Files.write(file, bytes);
            assertThatThrownBy(() -> Rows.read(Parquet.in(file).as(Row.class)))
                    .hasMessageContaining("sound.parquet has a footer of " + length + " bytes, and there is room for ");
        }
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(tail, footer);
        Files.write(file, bytes);
        assertThat(Rows.read(Parquet.in(file).as(Row.class)).records).hasSize(1);
        assertThatThrownBy(() -> Rows.read(Parquet.in(file).footerBytesMax(50).as(Row.class)))
                .hasMessageContaining("and may have footerBytesMax, 50; raise that if the file is sound");
        assertThatThrownBy(() -> Rows.read(Parquet.in(file).pageBytesMax(4_000).as(Row.class)))
                .hasMessageContaining(
                        "and may have pageBytesMax, 4000; raise that if the file is sound, in column 'text'");
    }

    @Test
    void whatIsNoParquetFileIsSaid() throws Exception {
        Path file = directory.resolve("other.parquet");
        Files.writeString(file, "PAR1");
        assertThatThrownBy(() -> Rows.read(Parquet.in(file).as(Row.class)))
                .hasMessageContaining("other.parquet has 4 bytes, and is no Parquet file");
        Files.writeString(file, "id,text\n1,a\n2,b\n3,c\n");
        assertThatThrownBy(() -> Rows.read(Parquet.in(file).as(Row.class)))
                .hasMessageContaining("other.parquet does not end as a Parquet file does");
    }
}
