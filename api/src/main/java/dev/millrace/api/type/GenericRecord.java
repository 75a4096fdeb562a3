package dev.millrace.api.type;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was stored, read without its class: for tools that look into state of programs that they do not have. Immutable.
 *
 * @param className binary name of its class
 * @param fields values by name, in the order in which they were declared; records and constants in them are generic, too
 */
public record GenericRecord(String className, Map<String, @Nullable Object> fields) {

    /** Copies. */
    public GenericRecord {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** {@return as records are printed, as {@code Edit[channel=#a, added=1]}} */
    @Override
    public String toString() {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + field.getValue())
                .collect(Collectors.joining(", ", GenericShapes.simpleName(className) + "[", "]"));
    }
}
