package dev.millrace.connector.avro;

import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Makes schemas of record classes. */
final class RecordSchema {

    private static final Map<Class<?>, Schema.Type> PLAIN = Map.ofEntries(
            Map.entry(boolean.class, Schema.Type.BOOLEAN),
            Map.entry(Boolean.class, Schema.Type.BOOLEAN),
            Map.entry(byte.class, Schema.Type.INT),
            Map.entry(Byte.class, Schema.Type.INT),
            Map.entry(short.class, Schema.Type.INT),
            Map.entry(Short.class, Schema.Type.INT),
            Map.entry(int.class, Schema.Type.INT),
            Map.entry(Integer.class, Schema.Type.INT),
            Map.entry(long.class, Schema.Type.LONG),
            Map.entry(Long.class, Schema.Type.LONG),
            Map.entry(float.class, Schema.Type.FLOAT),
            Map.entry(Float.class, Schema.Type.FLOAT),
            Map.entry(double.class, Schema.Type.DOUBLE),
            Map.entry(Double.class, Schema.Type.DOUBLE),
            Map.entry(char.class, Schema.Type.STRING),
            Map.entry(Character.class, Schema.Type.STRING),
            Map.entry(String.class, Schema.Type.STRING),
            Map.entry(byte[].class, Schema.Type.BYTES));

    /** Named schemas of classes that were met before, which Avro refers to by their names. */
    private final Map<Class<?>, Schema> named = new HashMap<>();

    private RecordSchema() {}

    /**
     * Of a record class.
     *
     * @throws IllegalArgumentException if it has a field that has no schema by itself; the message names it
     */
    static Schema of(Class<?> type) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException("a schema is made of a record class, got " + type.getTypeName());
        }
        return new RecordSchema().record(type, "");
    }

    private Schema record(Class<?> type, String path) {
        Schema schema = Schema.createRecord(type.getSimpleName(), null, namespace(type), false);
        named.put(type, schema);
        List<Schema.Field> fields = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String inside = path.isEmpty() ? component.getName() : path + "." + component.getName();
            JavaType fieldType = JavaType.of(component);
            Schema field = schema(fieldType, inside);
            boolean canBeAbsent = field.getType() == Schema.Type.UNION;
            fields.add(
                    canBeAbsent
                            ? new Schema.Field(component.getName(), field, null, Schema.Field.NULL_DEFAULT_VALUE)
                            : new Schema.Field(component.getName(), field));
        }
        schema.setFields(fields);
        return schema;
    }

    /** The package, and the classes around it. */
    private static String namespace(Class<?> type) {
        Class<?> around = type.getEnclosingClass();
        return around == null
                ? type.getPackageName()
                : around.getName().replace('$', '.').replaceAll("\\.(?=[0-9])", "._");
    }

    private Schema schema(JavaType type, String path) {
        boolean isAbsentPossible = type.isNullable() || type.isOptional();
        Schema present = present(type.isOptional() ? type.arguments().get(0) : type, path);
        return isAbsentPossible ? Schema.createUnion(Schema.create(Schema.Type.NULL), present) : present;
    }

    private Schema present(JavaType type, String path) {
        Schema.Type plain = PLAIN.get(type.raw());
        if (plain != null) {
            return Schema.create(plain);
        }
        Schema time = time(type.raw());
        if (time != null) {
            return time;
        }
        Schema before = named.get(type.raw());
        if (before != null) {
            return before;
        }
        if (type.raw().isEnum()) {
            return constants(type.raw());
        }
        if (type.raw().isRecord()) {
            return record(type.raw(), path);
        }
        if (type.raw() == List.class) {
            return Schema.createArray(schema(type.arguments().get(0), path + "[]"));
        }
        if (type.raw() == Map.class && type.arguments().get(0).raw() == String.class) {
            return Schema.createMap(schema(type.arguments().get(1), path + "{}"));
        }
        throw new IllegalArgumentException("'" + path + "' is " + ValueReaders.described(type)
                + ", which has no schema by itself" + (type.raw() == BigDecimal.class ? ": one must say its scale" : "")
                + "; give a schema, or use a type that has one");
    }

    private static @Nullable Schema time(Class<?> type) {
        if (type == Instant.class) {
            return LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
        }
        if (type == LocalDateTime.class) {
            return LogicalTypes.localTimestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
        }
        if (type == LocalTime.class) {
            return LogicalTypes.timeMicros().addToSchema(Schema.create(Schema.Type.LONG));
        }
        if (type == LocalDate.class) {
            return LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
        }
        return type == UUID.class ? LogicalTypes.uuid().addToSchema(Schema.create(Schema.Type.STRING)) : null;
    }

    private Schema constants(Class<?> type) {
        List<String> names = new ArrayList<>();
        for (Object constant : type.getEnumConstants()) {
            names.add(((Enum<?>) constant).name());
        }
        Schema made = Schema.createEnum(type.getSimpleName(), null, namespace(type), names);
        named.put(type, made);
        return made;
    }
}
