package dev.millrace.connector.files;

import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes one file, an epoch at a time. Immutable.
 *
 * @param target the file
 * @param format of the file, one that can be written in segments
 * @param <T> type of the records
 */
record FileSink<T>(Path target, FileFormat<T> format) implements Sink<T> {

    /** Validates. */
    FileSink {
        Compression.of(target);
    }

    @Override
    public SinkWriter<T> open(WriterContext context) throws IOException {
        return FileWriter.open(target, context, format.newEncoder());
    }

    @Override
    public Guarantee guarantee() {
        return Guarantee.TRANSACTIONAL;
    }

    @Override
    public String describe() {
        return format.name() + " to " + target;
    }
}
