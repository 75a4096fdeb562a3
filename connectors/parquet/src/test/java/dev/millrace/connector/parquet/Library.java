package dev.millrace.connector.parquet;

import blue.strategic.parquet.Hydrator;
import blue.strategic.parquet.ParquetReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;

/** Parquet's own library, which is the oracle. */
final class Library {

    /** Fills a row. */
    interface Filling {
        void fill(int row, Group group);
    }

    private Library() {}

    static Path write(
            Path file,
            String schema,
            int rows,
            Filling filling,
            CompressionCodecName codec,
            WriterVersion version,
            boolean hasDictionary)
            throws IOException {
        MessageType type = MessageTypeParser.parseMessageType(schema);
        SimpleGroupFactory groups = new SimpleGroupFactory(type);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withConf(new PlainParquetConfiguration())
                .withType(type)
                .withCompressionCodec(codec)
                .withWriterVersion(version)
                .withDictionaryEncoding(hasDictionary)
                .withPageSize(2_000)
                .withPageRowCountLimit(150)
                .withRowGroupSize(60_000L)
                .build()) {
            for (int row = 0; row < rows; row++) {
                Group group = groups.newGroup();
                filling.fill(row, group);
                writer.write(group);
            }
        }
        return file;
    }

    /** The rows as the library sees them; absent values are left out. */
    static List<Map<String, Object>> read(Path file) throws IOException {
        Hydrator<Map<String, Object>, Map<String, Object>, String[]> maps = new Hydrator<>() {
            @Override
            public Map<String, Object> start() {
                return new TreeMap<>();
            }

            @Override
            public Map<String, Object> add(Map<String, Object> row, String[] path, Object value) {
                if (value != null) {
                    row.put(path[0], value);
                }
                return row;
            }

            @Override
            public Map<String, Object> finish(Map<String, Object> row) {
                return row;
            }
        };
        try (Stream<Map<String, Object>> rows = ParquetReader.streamContent(file.toFile(), maps)) {
            return rows.toList();
        }
    }
}
