package dev.millrace.connector.files;

import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import dev.millrace.api.function.SerializableSupplier;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes one file, an epoch at a time. Immutable.
 *
 * @param target the file
 * @param form names the format for people
 * @param encoders makes what turns records into bytes
 * @param <T> type of the records
 */
record FileSink<T>(Path target, String form, SerializableSupplier<RecordEncoder<T>> encoders) implements Sink<T> {

    /** Validates. */
    FileSink {
        Compression.of(target);
    }

    @Override
    public SinkWriter<T> open(WriterContext context) throws IOException {
        return FileWriter.open(target, context, encoders.get());
    }

    @Override
    public Guarantee guarantee() {
        return Guarantee.TRANSACTIONAL;
    }

    @Override
    public String describe() {
        return form + " to " + target;
    }
}
