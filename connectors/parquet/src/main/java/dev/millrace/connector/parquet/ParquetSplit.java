package dev.millrace.connector.parquet;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file. Immutable. */
record ParquetSplit<T>(Path file, Class<T> type, ParquetLimits limits) implements Split<T> {

    String fileName() {
        return String.valueOf(file.getFileName());
    }

    @Override
    public String id() {
        return fileName();
    }

    @Override
    public boolean isBounded() {
        return true;
    }

    @Override
    public SourceReader<T> open(ReaderContext context, byte @Nullable [] position) throws IOException {
        return ParquetReader.open(this, position == null ? null : ParquetPosition.of(position));
    }

    @Override
    public String describePosition(long position) {
        return fileName() + ", row " + position;
    }
}
