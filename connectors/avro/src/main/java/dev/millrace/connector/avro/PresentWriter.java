package dev.millrace.connector.avro;

import java.io.IOException;
import org.apache.avro.io.Encoder;

/** Writes values of one Java type with one schema, none of which is null. Immutable. */
@FunctionalInterface
interface PresentWriter {

    /**
     * Writes one.
     *
     * @param value of the type
     * @param out takes it
     * @throws InvalidAvroException if it does not fit the schema; the message names the field
     * @throws IOException if it cannot be written
     */
    void write(Object value, Encoder out) throws IOException;
}
