package dev.millrace.connector.avro;

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
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** Avro files, both ways, by the contract that every connector keeps; Avro's own writer and reader are the other end. */
class AvroContractTest {

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
            Schema schema = Avro.schemaOf(Numbered.class);
            for (int file = 0; file < FILES; file++) {
                try (DataFileWriter<GenericRecord> out = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
                    // Several blocks in each file, also of small records.
                    out.setSyncInterval(Math.max(32, 16 * bytes));
                    out.create(schema, place.resolve(file + ".avro").toFile());
                    for (long number = file; number < records; number += FILES) {
                        GenericRecord row = new GenericData.Record(schema);
                        row.put("number", number);
                        row.put("text", text);
                        out.append(row);
                    }
                }
            }
            return Avro.in(place).as(Numbered.class);
        }

        @Override
        protected long number(Numbered record) {
            return record.number();
        }

        @Override
        protected Refusal<Source<Numbered>> absent() {
            Path nowhere = directory.resolve("nowhere.avro");
            return new Refusal<>(Avro.in(nowhere).as(Numbered.class), nowhere.toString());
        }

        @Override
        protected Refusal<Source<Numbered>> refused() throws IOException {
            Path file = Files.writeString(directory.resolve("refused.avro"), "neither this\nnor that\n");
            return new Refusal<>(Avro.in(file).as(Numbered.class), "refused.avro");
        }
    }

    /** Two directories, so that each epoch shows two files. */
    @Nested
    class OfSink extends SinkContract<Numbered> {

        @TempDir
        Path directory;

        private int places;

        private static DirectorySink<Numbered> writing(Path root) {
            return Avro.toDirectory(root, Numbered.class).partitionBy("part", row -> row.number() % 2);
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
                        try (DataFileReader<GenericRecord> in =
                                new DataFileReader<>(file.toFile(), new GenericDatumReader<>())) {
                            in.forEach(row -> numbers.add((Long) row.get("number")));
                        }
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
            Files.writeString(taken.resolve("part-00000000.avro"), "");
            return new Refusal<>(writing(taken), "has 1 files called part-*.avro");
        }
    }
}
