package dev.millrace.connector.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A header of a record. Immutable as long as nobody changes the array.
 *
 * @param name not unique within a record
 * @param value null if the header has none
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content below
public record KafkaHeader(String name, byte @Nullable [] value) {

    /** Validates. */
    public KafkaHeader {
        Objects.requireNonNull(name, "name");
    }

    /**
     * A header with text.
     *
     * @param name of the header
     * @param text stored in UTF-8
     * @return the header
     */
    public static KafkaHeader of(String name, String text) {
        return new KafkaHeader(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The value as text.
     *
     * @return decoded from UTF-8, or null if the header has no value
     */
    public @Nullable String text() {
        return value == null ? null : new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KafkaHeader header && name.equals(header.name) && Arrays.equals(value, header.value);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return name + "=" + text();
    }
}
