package dev.millrace.connector.files;

import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes one file in one piece. Immutable.
 *
 * <p>Transactional, but for one epoch: the file is what the job wrote up to its first checkpoint or its end. Records
 * after that have no place in it, and are refused.
 *
 * @param target the file
 * @param form names the format for people
 * @param encoders makes what turns records into bytes
 * @param <T> type of the records
 */
record FileSink<T>(Path target, String form, RecordEncoder.Factory<T> encoders) implements Sink<T> {

    /** Validates. */
    FileSink {
        Compression.of(target);
    }

    @Override
    public SinkWriter<T> open(WriterContext context) throws IOException {
        return FileWriter.open(target, context.writerIndex(), encoders);
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
