package dev.millrace.connector.files;

import java.util.function.Supplier;

/** A format whose encoder is all that there is to it. Immutable. */
record LineFileFormat<T>(String name, String extension, Supplier<RecordEncoder<T>> encoders) implements FileFormat<T> {

    @Override
    public RecordEncoder<T> newEncoder() {
        return encoders.get();
    }
}
