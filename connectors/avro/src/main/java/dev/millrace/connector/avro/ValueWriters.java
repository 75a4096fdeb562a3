package dev.millrace.connector.avro;

import dev.millrace.api.type.RecordFields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how values of one Java type are written with one schema, so that what does not fit is said with the name of the field before
 * a record is written.
 */
final class ValueWriters {

    private record Pair(String schema, Class<?> type) {}

    /** Of records that may contain themselves. */
    private final Map<Pair, PresentWriter> known = new HashMap<>();

    private ValueWriters() {}

    /**
     * Writes records.
     *
     * @param schema of what is written
     * @param type a record class
     * @throws IllegalArgumentException if its records do not fit the schema; the message names the field
     */
    static ValueWriter of(Schema schema, Class<?> type) {
        return new ValueWriters().writer(schema, JavaType.of(type), "");
    }

    private ValueWriter writer(Schema schema, JavaType type, String path) {
        if (schema.getType() == Schema.Type.UNION) {
            return union(schema, type, path);
        }
        if (type.isOptional()) {
            ValueWriter inner = writer(schema, type.arguments().get(0), path);
            return (value, out) -> inner.write(unwrapped(value), out);
        }
        PresentWriter present = switch (schema.getType()) {
            case ARRAY -> list(schema, type, path);
            case MAP -> map(schema, type, path);
            case RECORD -> record(schema, type, path);
            default -> ScalarWriters.of(schema, type);
        };
        if (present == null) {
            throw mismatch(schema, type, path);
        }
        return (value, out) -> {
            if (value == null) {
                throw new InvalidAvroException("must be " + SchemaText.of(schema) + ", but it is null");
            }
            present.write(value, out);
        };
    }

    private static IllegalArgumentException mismatch(Schema schema, JavaType type, String path) {
        return new IllegalArgumentException((path.isEmpty() ? "a record" : "'" + path + "'") + " is "
                + ValueReaders.described(type) + ", which cannot be written as " + SchemaText.of(schema));
    }

    private static @Nullable Object unwrapped(@Nullable Object value) {
        return value instanceof Optional<?> optional ? optional.orElse(null) : value;
    }

    /** Null, and the first branch that the type fits. */
    private ValueWriter union(Schema schema, JavaType type, String path) {
        int ofNull = -1;
        int ofValue = -1;
        ValueWriter present = null;
        IllegalArgumentException misfit = null;
        for (int i = 0; i < schema.getTypes().size(); i++) {
            Schema branch = schema.getTypes().get(i);
            if (branch.getType() == Schema.Type.NULL) {
                ofNull = i;
            } else if (present == null) {
                try {
                    present = writer(branch, type, path);
                    ofValue = i;
                } catch (IllegalArgumentException thrown) {
                    misfit = misfit == null ? thrown : misfit;
                }
            }
        }
        if (present == null) {
            throw misfit == null ? mismatch(schema, type, path) : misfit;
        }
        ValueWriter some = present;
        int nullIndex = ofNull;
        int valueIndex = ofValue;
        return (value, out) -> {
            boolean isAbsent = unwrapped(value) == null;
            if (isAbsent && nullIndex < 0) {
                throw new InvalidAvroException("must not be null");
            }
            out.writeIndex(isAbsent ? nullIndex : valueIndex);
            if (!isAbsent) {
                some.write(value, out);
            }
        };
    }

    private @Nullable PresentWriter list(Schema schema, JavaType type, String path) {
        if (type.raw() != List.class) {
            return null;
        }
        ValueWriter item = writer(schema.getElementType(), type.arguments().get(0), path + "[]");
        return (value, out) -> {
            List<?> items = (List<?>) value;
            out.writeArrayStart();
            out.setItemCount(items.size());
            for (int i = 0; i < items.size(); i++) {
                out.startItem();
                write(item, items.get(i), "[" + i + "]", out);
            }
            out.writeArrayEnd();
        };
    }

    private @Nullable PresentWriter map(Schema schema, JavaType type, String path) {
        if (type.raw() != Map.class || type.arguments().get(0).raw() != String.class) {
            return null;
        }
        ValueWriter item = writer(schema.getValueType(), type.arguments().get(1), path + "{}");
        return (value, out) -> {
            Map<?, ?> entries = (Map<?, ?>) value;
            out.writeMapStart();
            out.setItemCount(entries.size());
            for (Map.Entry<?, ?> entry : entries.entrySet()) {
                out.startItem();
                if (!(entry.getKey() instanceof String key)) {
                    throw new InvalidAvroException("must have texts for keys, got " + entry.getKey());
                }
                out.writeString(key);
                write(item, entry.getValue(), key, out);
            }
            out.writeMapEnd();
        };
    }

    private static void write(ValueWriter writer, @Nullable Object value, String step, Encoder out) throws IOException {
        try {
            writer.write(value, out);
        } catch (InvalidAvroException thrown) {
            throw thrown.in(step);
        }
    }

    private @Nullable PresentWriter record(Schema schema, JavaType type, String path) {
        if (!type.raw().isRecord()) {
            return null;
        }
        Pair pair = new Pair(schema.getFullName(), type.raw());
        PresentWriter before = known.get(pair);
        if (before != null) {
            return before;
        }
        RecordFields access = RecordFields.of(type.raw());
        List<Field> fields = new ArrayList<>();
        PresentWriter made = (value, out) -> {
            @Nullable Object[] values = access.values(value);
            for (Field field : fields) {
                write(field.writer, field.index < 0 ? null : values[field.index], field.name, out);
            }
        };
        known.put(pair, made);
        for (Schema.Field field : schema.getFields()) {
            String inside = path.isEmpty() ? field.name() : path + "." + field.name();
            int index = access.names().indexOf(field.name());
            fields.add(new Field(
                    field.name(),
                    index,
                    index < 0
                            ? missing(field, inside)
                            : writer(field.schema(), JavaType.of(type.raw().getRecordComponents()[index]), inside)));
        }
        return made;
    }

    private record Field(String name, int index, ValueWriter writer) {}

    /** A field that the class lacks can only be null. */
    private static ValueWriter missing(Schema.Field field, String path) {
        Schema schema = field.schema();
        if (schema.getType() == Schema.Type.UNION) {
            for (int i = 0; i < schema.getTypes().size(); i++) {
                if (schema.getTypes().get(i).getType() == Schema.Type.NULL
                        && (!field.hasDefaultValue() || field.defaultVal() == JsonProperties.NULL_VALUE)) {
                    int index = i;
                    return (value, out) -> out.writeIndex(index);
                }
            }
        }
        throw new IllegalArgumentException(
                "'" + path + "' of the schema is no field of the record, and cannot be null; add it to the record");
    }
}
