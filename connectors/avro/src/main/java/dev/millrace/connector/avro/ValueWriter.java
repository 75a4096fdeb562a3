package dev.millrace.connector.avro;

import java.io.IOException;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/** Writes values of one Java type with one schema. Immutable. */
@FunctionalInterface
interface ValueWriter {

    /**
     * Writes one.
     *
     * @param value of the type, or null
     * @param out takes it
     * @throws InvalidAvroException if it does not fit the schema; the message names the field
     * @throws IOException if it cannot be written
     */
    void write(@Nullable Object value, Encoder out) throws IOException;
}
