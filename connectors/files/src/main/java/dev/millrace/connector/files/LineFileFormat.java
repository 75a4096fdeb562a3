package dev.millrace.connector.files;

import dev.millrace.api.function.SerializableSupplier;

/** A format whose encoder is all that there is to it. Immutable. */
record LineFileFormat<T>(String name, String extension, SerializableSupplier<RecordEncoder<T>> encoders)
        implements FileFormat<T> {

    @Override
    public RecordEncoder<T> newEncoder() {
        return encoders.get();
    }
}
