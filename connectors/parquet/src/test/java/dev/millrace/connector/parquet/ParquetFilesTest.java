package dev.millrace.connector.parquet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.api.type.DefaultValue;
import dev.millrace.api.type.FormerName;
import dev.millrace.connector.files.UnencodableRecordException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files of both directions; Parquet's own library is the oracle. */
class ParquetFilesTest {

    private static final int ROWS = 700;

    @TempDir
    Path directory;

    record Two(int id, @Nullable String text) {}

    private static List<Everything> everything(int rows, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, rows)
                .mapToObj(id -> Everything.random(id, random))
                .toList();
    }

    @ParameterizedTest
    @EnumSource(ParquetCompression.class)
    void theLibraryReadsWhatIsWritten(ParquetCompression compression) throws Exception {
        List<Everything> rows = everything(ROWS, compression.codec());
        Path file = Rows.write(
                directory.resolve("ours.parquet"),
                Parquet.format(Everything.class).with(compression).rowGroupBytes(40_000),
                rows);

        assertThat(Rows.read(Parquet.in(file).as(Everything.class)).records).isEqualTo(rows);
        if (compression == ParquetCompression.GZIP) {
            // The library would need Hadoop itself for that.
            return;
        }
        List<Map<String, Object>> read = Library.read(file);

        assertThat(read).hasSize(ROWS);
        for (int i = 0; i < ROWS; i++) {
            assertThat(read.get(i)).as("row %d", i).containsAllEntriesOf(expected(rows.get(i)));
            assertThat(read.get(i).containsKey("box")).isEqualTo(rows.get(i).box() != null);
            assertThat(read.get(i).containsKey("mayBeFlag"))
                    .isEqualTo(rows.get(i).mayBeFlag() != null);
        }
    }

    private static Map<String, Object> expected(Everything row) {
        Map<String, Object> map = new TreeMap<>();
        map.put("id", row.id());
        map.put("flag", row.flag());
        map.put("tiny", (int) row.tiny());
        map.put("small", (int) row.small());
        map.put("large", row.large());
        map.put("single", row.single());
        map.put("twice", row.twice());
        map.put("text", row.text());
        map.put("color", row.color().name());
        map.put("moment", micros(row.moment()));
        map.put("date", (int) row.date().toEpochDay());
        map.put("time", row.time().getLong(ChronoField.MICRO_OF_DAY));
        map.put("uuid", row.uuid().toString());
        if (row.box() != null) {
            map.put("box", row.box());
        }
        if (row.mayBeNull() != null) {
            map.put("mayBeNull", row.mayBeNull());
        }
        row.optional().ifPresent(value -> map.put("optional", value));
        if (row.mayBeFlag() != null) {
            map.put("mayBeFlag", row.mayBeFlag());
        }
        return map;
    }

    private static long micros(Instant moment) {
        return moment.getEpochSecond() * 1_000_000 + moment.getNano() / 1_000;
    }

    private static final String SCHEMA = """
            message rows {
              required int32 id; required boolean flag; optional int64 large; required float single; required double twice;
              required binary text (UTF8); optional binary often (STRING); required int64 moment (TIMESTAMP(MILLIS,true));
              required int32 date (DATE); required binary decimal (DECIMAL(20,3)); required int32 price (DECIMAL(9,2));
              required int32 unsigned (INTEGER(32,false)); optional group inner { required int32 deep; } repeated int32 many; required int96 old; }
            """;

    record Read(
            int id,
            boolean flag,
            @Nullable Long large,
            double single,
            double twice,
            String text,
            Optional<String> often,
            Instant moment,
            LocalDate date,
            BigDecimal decimal,
            BigDecimal price,
            long unsigned,
            Instant old) {}

    private static final Instant OLD = Instant.parse("2026-01-02T03:04:05.000000006Z");

    private static Read readRow(int row) {
        Random random = new Random(row);
        return new Read(
                row,
                random.nextBoolean(),
                row % 3 == 0 ? null : random.nextLong() >> random.nextInt(60),
                random.nextInt(1_000) / 8.0,
                random.nextDouble(),
                "text " + random.nextInt(),
                row % 5 == 0 ? Optional.empty() : Optional.of("word " + random.nextInt(9)),
                Instant.ofEpochMilli(random.nextInt()),
                LocalDate.ofEpochDay(random.nextInt(30_000)),
                BigDecimal.valueOf(random.nextLong(), 3),
                BigDecimal.valueOf(random.nextInt(1_000), 2),
                random.nextInt() & 0xFFFF_FFFFL,
                OLD);
    }

    private static void fill(int row, Group group) {
        Read read = readRow(row);
        group.append("id", row).append("flag", read.flag());
        if (read.large() != null) {
            group.append("large", (long) read.large());
        }
        group.append("single", (float) read.single())
                .append("twice", read.twice())
                .append("text", read.text());
        read.often().ifPresent(word -> group.append("often", word));
        group.append("moment", read.moment().toEpochMilli())
                .append("date", (int) read.date().toEpochDay());
        group.append(
                "decimal",
                Binary.fromConstantByteArray(read.decimal().unscaledValue().toByteArray()));
        group.append("price", read.price().unscaledValue().intValueExact()).append("unsigned", (int) read.unsigned());
        if (row % 2 == 0) {
            group.addGroup("inner").append("deep", row);
            group.append("many", 1).append("many", 2);
        }
        byte[] old = java.nio.ByteBuffer.allocate(12)
                .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                .putLong((3 * 3600 + 4 * 60 + 5) * 1_000_000_000L + 6)
                .putInt(2_440_588 + (int) (OLD.getEpochSecond() / 86_400))
                .array();
        group.append("old", Binary.fromConstantByteArray(old));
    }

    @ParameterizedTest
    @EnumSource(
            value = CompressionCodecName.class,
            names = {"UNCOMPRESSED", "SNAPPY", "ZSTD"})
    void whatTheLibraryWritesIsRead(CompressionCodecName codec) throws Exception {
        for (WriterVersion version : WriterVersion.values()) {
            for (boolean hasDictionary : new boolean[] {true, false}) {
                Path file = directory.resolve(codec + "-" + version + "-" + hasDictionary + ".parquet");
                Library.write(file, SCHEMA, ROWS, ParquetFilesTest::fill, codec, version, hasDictionary);

                assertThat(Rows.read(Parquet.in(file).as(Read.class)).records)
                        .as("%s", file)
                        .isEqualTo(IntStream.range(0, ROWS)
                                .mapToObj(ParquetFilesTest::readRow)
                                .toList());
            }
        }
    }

    record IdAlone(int id) {}

    /** So a column that is not wanted may be damaged, and take no time. */
    @Test
    void onlyTheColumnsOfTheClassAreRead() throws Exception {
        List<Two> rows =
                IntStream.range(0, 500).mapToObj(id -> new Two(id, "some text")).toList();
        Path file = Rows.write(
                directory.resolve("two.parquet"), Parquet.format(Two.class).with(ParquetCompression.NONE), rows);
        byte[] bytes = Files.readAllBytes(file);
        int text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("some text") - 80;
        java.util.Arrays.fill(bytes, text + 40, text + 4_000, (byte) 0xFF);
        Files.write(file, bytes);

        assertThat(Rows.read(Parquet.in(file).as(IdAlone.class)).records).hasSize(500);
        assertThatThrownBy(() -> Rows.read(Parquet.in(file).as(Two.class)))
                .hasMessageContaining("two.parquet is damaged in its row group 0, behind row ")
                .hasMessageContaining("in column 'text'");
    }

    record Later(
            @FormerName("id") long number,
            @Nullable String missing,
            @DefaultValue("7") int given,
            Optional<Long> none) {}

    record Lacking(int id, int other) {}

    record Nested(int id, int inner) {}

    record Misfit(int id, Instant text) {}

    @Test
    void classesAreComparedWithFilesWhenTheyAreOpened() throws Exception {
        Path file = Rows.write(directory.resolve("two.parquet"), Parquet.format(Two.class), List.of(new Two(1, "a")));
        assertThat(Rows.read(Parquet.in(file).as(Later.class)).records)
                .containsExactly(new Later(1, null, 7, Optional.empty()));
        assertThatThrownBy(() -> Rows.read(Parquet.in(file).as(Lacking.class)))
                .hasMessageContaining("has no column 'other' among [id, text]");
        assertThatThrownBy(() -> Rows.read(Parquet.in(file).as(Misfit.class)))
                .hasMessageContaining("has a column 'text' of BYTE_ARRAY as TEXT, which is no Instant");
        Path nested = Library.write(
                directory.resolve("nested.parquet"),
                SCHEMA,
                3,
                ParquetFilesTest::fill,
                CompressionCodecName.UNCOMPRESSED,
                WriterVersion.PARQUET_1_0,
                true);
        assertThatThrownBy(() -> Rows.read(Parquet.in(nested).as(Nested.class)))
                .hasMessageContaining("has a column 'inner' that is nested or repeated, which is not read");
        assertThatThrownBy(() -> Parquet.format(BigDecimalRow.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'price' is a BigDecimal, which is not written to Parquet");
        assertThatThrownBy(() -> Parquet.in(file).as(String.class)).hasMessageContaining("a record class is needed");
    }

    record BigDecimalRow(BigDecimal price) {}

    record Narrow(byte id, String text) {}

    @Test
    void rowsThatAreNoRecordsAreRefused() throws Exception {
        Path file = Rows.write(
                directory.resolve("rows.parquet"),
                Parquet.format(Two.class),
                List.of(new Two(1, "a"), new Two(128, "b"), new Two(3, null), new Two(4, "d")));

        Rows<Narrow> read = Rows.read(Parquet.in(file).as(Narrow.class));

        assertThat(read.records).containsExactly(new Narrow((byte) 1, "a"), new Narrow((byte) 4, "d"));
        assertThat(read.refused)
                .containsExactly(
                        "rows.parquet, row 2: 'id' must be between -128 and 127, got 128",
                        "rows.parquet, row 3: 'text' must be there");
        assertThat(read.letters).containsExactly("id=128, text=b", "id=3, text=null");
    }

    record Strict(String text) {}

    @Test
    void aRecordThatDoesNotFitLeavesNothing() throws Exception {
        var encoder = Parquet.format(Strict.class).newEncoder();
        Path file = directory.resolve("strict.parquet");
        try (OutputStream out = Files.newOutputStream(file)) {
            encoder.start(out);
            encoder.encode(new Strict("a"));
            assertThatThrownBy(() -> encoder.encode(new Strict(null)))
                    .isInstanceOf(UnencodableRecordException.class)
                    .hasMessage("'text' must not be null; mark it @Nullable");
            encoder.encode(new Strict("b"));
            encoder.finish();
        }
        assertThat(Rows.read(Parquet.in(file).as(Strict.class)).records)
                .containsExactly(new Strict("a"), new Strict("b"));
    }
}
