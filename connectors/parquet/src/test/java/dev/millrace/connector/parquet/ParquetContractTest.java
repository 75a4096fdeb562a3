package dev.millrace.connector.parquet;

import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.Source;
import dev.millrace.connector.files.DirectorySink;
import dev.millrace.testkit.connector.Refusal;
import dev.millrace.testkit.connector.SinkContract;
import dev.millrace.testkit.connector.SourceContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Parquet files, both ways, by the contract that every connector keeps; Parquet's own library is the other end. */
class ParquetContractTest {

    private static final int FILES = 2;

    record Numbered(long number, String text) {}

    /** Two files, of which each is a split. */
    @Nested
    class OfSource extends SourceContract<Numbered> {

        @TempDir
        Path directory;

        private int places;

        @Override
        protected Source<Numbered> source(int records, int bytes) throws IOException {
            Path place = Files.createDirectory(directory.resolve("place-" + places++));
            String text = "x".repeat(bytes);
            for (int file = 0; file < FILES; file++) {
                int first = file;
                Library.write(
                        place.resolve(file + ".parquet"),
                        "message rows { required int64 number; required binary text (UTF8); }",
                        (records + FILES - 1 - first) / FILES,
                        (row, group) -> group.append("number", (long) row * FILES + first)
                                .append("text", text),
                        CompressionCodecName.SNAPPY,
                        WriterVersion.PARQUET_1_0,
                        false);
            }
            return Parquet.in(place).as(Numbered.class);
        }

        @Override
        protected long number(Numbered record) {
            return record.number();
        }

        @Override
        protected Refusal<Source<Numbered>> absent() {
            Path nowhere = directory.resolve("nowhere.parquet");
            return new Refusal<>(Parquet.in(nowhere).as(Numbered.class), nowhere.toString());
        }

        @Override
        protected Refusal<Source<Numbered>> refused() throws IOException {
            Path file = Files.writeString(directory.resolve("refused.parquet"), "neither this\nnor that\n");
            return new Refusal<>(Parquet.in(file).as(Numbered.class), "refused.parquet");
        }
    }

    /** Two directories, so that each epoch shows two files. */
    @Nested
    class OfSink extends SinkContract<Numbered> {

        @TempDir
        Path directory;

        private int places;

        private static DirectorySink<Numbered> writing(Path root) {
            return Parquet.toDirectory(root, Numbered.class).partitionBy("part", row -> row.number() % 2);
        }

        @Override
        protected Target<Numbered> target() {
            Path root = directory.resolve("target-" + places++);
            return new Target<>() {
                @Override
                public Sink<Numbered> sink() {
                    return writing(root);
                }

                @Override
                public List<Long> visible() throws IOException {
                    return numbersIn(root);
                }
            };
        }

        private static List<Long> numbersIn(Path root) throws IOException {
            if (!Files.exists(root)) {
                return List.of();
            }
            List<Long> numbers = new ArrayList<>();
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    if (!file.getFileName().toString().startsWith(".")) {
                        Library.read(file).forEach(row -> numbers.add((Long) row.get("number")));
                    }
                }
            }
            return numbers;
        }

        @Override
        protected Numbered record(long number, int bytes) {
            return new Numbered(number, "x".repeat(bytes));
        }

        @Override
        protected Refusal<Sink<Numbered>> absent() throws IOException {
            Path file = Files.writeString(directory.resolve("no-directory"), "");
            return new Refusal<>(writing(file.resolve("target")), file.toString());
        }

        @Override
        protected Refusal<Sink<Numbered>> refused() throws IOException {
            Path taken = Files.createDirectory(directory.resolve("taken"));
            Files.writeString(taken.resolve("part-00000000.parquet"), "");
            return new Refusal<>(writing(taken), "has 1 files called part-*.parquet");
        }
    }
}
