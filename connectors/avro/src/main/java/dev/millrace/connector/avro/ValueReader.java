package dev.millrace.connector.avro;

import org.jspecify.annotations.Nullable;

/** Makes a value of Avro's bytes: one schema as one Java type. Immutable. */
@FunctionalInterface
interface ValueReader {

    /**
     * Reads one.
     *
     * @param in stands at its start, and behind it afterwards
     * @throws InvalidAvroException if the bytes are damaged, or the value is none of the type
     */
    @Nullable
    Object read(AvroInput in) throws InvalidAvroException;
}
