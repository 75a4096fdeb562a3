package dev.millrace.connector.parquet;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.SourceReader.Status;
import dev.millrace.api.connector.Split;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Reads and writes files without a job. */
final class Rows<T> implements RecordCollector<T> {

    private static final ReaderContext CONTEXT = new ReaderContext(InstantSource.system(), () -> {});

    final List<T> records = new ArrayList<>();
    final List<String> refused = new ArrayList<>();
    final List<String> letters = new ArrayList<>();
    private int remaining;

    static <T> Rows<T> read(Source<T> source) throws Exception {
        return readSome(source, Long.MAX_VALUE);
    }

    static <T> Rows<T> readSome(Source<T> source, long rowsMax) throws Exception {
        Rows<T> rows = new Rows<>();
        for (Split<T> split : source.splits()) {
            SourceReader<T> reader = split.open(CONTEXT, null);
            try {
                Status status;
                do {
                    rows.remaining = 100;
                    status = reader.read(rows);
                } while (status != Status.END && rows.records.size() + rows.refused.size() < rowsMax);
            } finally {
                reader.close();
            }
        }
        return rows;
    }

    static <T> Path write(Path file, ParquetFormat<T> format, List<T> records) throws Exception {
        var encoder = format.newEncoder();
        try (OutputStream out = Files.newOutputStream(file)) {
            encoder.start(out);
            for (T row : records) {
                encoder.encode(row);
            }
            encoder.finish();
        }
        return file;
    }

    @Override
    public void collect(T record, long position) {
        remaining--;
        records.add(record);
    }

    @Override
    public void collect(T record, long position, long timestampMillis) {
        throw new AssertionError("files know no timestamps");
    }

    @Override
    public void refuse(byte[] bytes, long position, Exception cause) throws IOException {
        remaining--;
        refused.add(cause.getMessage());
        letters.add(new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
    }

    @Override
    public int remaining() {
        return remaining;
    }
}
