package dev.millrace.connector.avro;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file, or the blocks of it whose preceding markers begin in a range of bytes.
 *
 * @param file which
 * @param from first byte of the range
 * @param to the byte behind it
 */
record AvroSplit<T>(Path file, long from, long to, Class<T> type, int blockBytesMax) implements Split<T> {

    String fileName() {
        return String.valueOf(file.getFileName());
    }

    @Override
    public String id() {
        return from == 0 ? fileName() : fileName() + "+" + from;
    }

    @Override
    public boolean isBounded() {
        return true;
    }

    @Override
    public SourceReader<T> open(ReaderContext context, byte @Nullable [] position) throws IOException {
        return AvroReader.open(this, position == null ? null : AvroPosition.of(position));
    }

    @Override
    public String describePosition(long position) {
        return fileName() + ", record " + position + (from == 0 ? "" : " behind byte " + from);
    }
}
