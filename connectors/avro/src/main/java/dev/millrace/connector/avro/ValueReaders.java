package dev.millrace.connector.avro;

import dev.millrace.api.type.DefaultValues;
import dev.millrace.api.type.FormerName;
import dev.millrace.api.type.RecordConstructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Finds out how values of one schema become values of one Java type, once for a file, so that what does not fit is said with the name
 * of the field before a record is read.
 *
 * <p>Records are matched by the names of their fields, or former names; what the class lacks is passed over, and what the schema
 * lacks has its default. Whole numbers are taken for others that they fit into. Nothing here finds a class by a name in a file.
 */
final class ValueReaders {

    private record Pair(String schema, Class<?> type) {}

    /** Of records that may contain themselves. */
    private final Map<Pair, ValueReader> known = new HashMap<>();

    private ValueReaders() {}

    /**
     * Reads records.
     *
     * @param schema with which they were written
     * @param type a record class
     * @throws IllegalArgumentException if they cannot be such records; the message names the field
     */
    static ValueReader of(Schema schema, Class<?> type) {
        return new ValueReaders().reader(schema, JavaType.of(type), "");
    }

    private ValueReader reader(Schema schema, JavaType type, String path) {
        if (schema.getType() == Schema.Type.UNION) {
            return union(schema, type, path);
        }
        if (type.isOptional()) {
            if (schema.getType() == Schema.Type.NULL) {
                return in -> Optional.empty();
            }
            ValueReader inner = reader(schema, type.arguments().get(0), path);
            return in -> Optional.ofNullable(inner.read(in));
        }
        return switch (schema.getType()) {
            case NULL -> absent(type, path);
            case ARRAY -> list(schema, type, path);
            case MAP -> map(schema, type, path);
            case RECORD -> record(schema, type, path);
            default -> {
                ValueReader scalar = ScalarReaders.of(schema, type);
                if (scalar == null) {
                    throw mismatch(schema, type, path);
                }
                yield scalar;
            }
        };
    }

    private static ValueReader absent(JavaType type, String path) {
        if (type.raw().isPrimitive()) {
            throw new IllegalArgumentException(named(path) + " is always null, and cannot be " + described(type));
        }
        return in -> null;
    }

    private static IllegalArgumentException mismatch(Schema schema, JavaType type, String path) {
        return new IllegalArgumentException(
                named(path) + " is " + SchemaText.of(schema) + ", which cannot be " + described(type));
    }

    private static String named(String path) {
        return path.isEmpty() ? "a record" : "'" + path + "'";
    }

    static String described(JavaType type) {
        String text = type.toString();
        return ("AEIOUaeiou".indexOf(text.charAt(0)) >= 0 ? "an " : "a ") + text;
    }

    /** Some of the branches must fit; a value of another is a bad record. */
    private ValueReader union(Schema schema, JavaType type, String path) {
        List<ValueReader> branches = new ArrayList<>();
        IllegalArgumentException first = null;
        boolean isAnyFit = false;
        for (Schema branch : schema.getTypes()) {
            if (branch.getType() == Schema.Type.NULL) {
                branches.add(ofNull(type));
                continue;
            }
            try {
                branches.add(reader(branch, type, path));
                isAnyFit = true;
            } catch (IllegalArgumentException misfit) {
                first = first == null ? misfit : first;
                branches.add(in -> {
                    throw new InvalidAvroException(
                            "must be " + described(type) + ", but is " + SchemaText.of(branch) + " here");
                });
            }
        }
        if (!isAnyFit && first != null) {
            throw first;
        }
        return in -> branches.get(ValueSkipper.branch(in, branches.size(), "branches"))
                .read(in);
    }

    private static ValueReader ofNull(JavaType type) {
        if (type.isOptional()) {
            return in -> Optional.empty();
        }
        if (type.raw().isPrimitive()) {
            return in -> {
                throw new InvalidAvroException("must be " + described(type) + ", but it is null");
            };
        }
        return in -> null;
    }

    private ValueReader list(Schema schema, JavaType type, String path) {
        if (type.raw() != List.class) {
            throw mismatch(schema, type, path);
        }
        ValueReader item = reader(schema.getElementType(), type.arguments().get(0), path + "[]");
        return in -> {
            List<@Nullable Object> items = new ArrayList<>();
            for (long count = in.readItems(); count > 0; count = in.readItems()) {
                for (long left = count; left > 0; left--) {
                    try {
                        items.add(item.read(in));
                    } catch (InvalidAvroException thrown) {
                        throw thrown.in("[" + items.size() + "]");
                    }
                }
            }
            return items;
        };
    }

    private ValueReader map(Schema schema, JavaType type, String path) {
        if (type.raw() != Map.class || type.arguments().get(0).raw() != String.class) {
            throw mismatch(schema, type, path);
        }
        ValueReader value = reader(schema.getValueType(), type.arguments().get(1), path + "{}");
        return in -> {
            Map<String, @Nullable Object> entries = new LinkedHashMap<>();
            for (long count = in.readItems(); count > 0; count = in.readItems()) {
                for (long left = count; left > 0; left--) {
                    String key = in.readString();
                    try {
                        entries.put(key, value.read(in));
                    } catch (InvalidAvroException thrown) {
                        throw thrown.in(key);
                    }
                }
            }
            return entries;
        };
    }

    private ValueReader record(Schema schema, JavaType type, String path) {
        if (!type.raw().isRecord()) {
            throw mismatch(schema, type, path);
        }
        Pair pair = new Pair(schema.getFullName(), type.raw());
        ValueReader before = known.get(pair);
        if (before != null) {
            return before;
        }
        RecordReader made = new RecordReader(type.raw());
        known.put(pair, made);
        made.bind(schema, this, path);
        return made;
    }

    /** Reads the fields in the order of the schema, and puts them where the class has them. */
    private static final class RecordReader implements ValueReader {

        private final Class<?> type;
        private final RecordConstructor<?> constructor;
        private final List<Field> fields = new ArrayList<>();

        /** Where the schema has none, and null elsewhere. */
        private @Nullable Object[] defaults = {};

        private record Field(String name, int index, ValueReader reader) {}

        RecordReader(Class<?> type) {
            this.type = type;
            constructor = RecordConstructor.of(type);
        }

        void bind(Schema schema, ValueReaders readers, String path) {
            RecordComponent[] components = type.getRecordComponents();
            Map<String, Integer> indexes = new HashMap<>();
            defaults = new Object[components.length];
            for (int i = 0; i < components.length; i++) {
                Schema.Field field = field(schema, components[i]);
                if (field != null) {
                    indexes.put(field.name(), i);
                } else {
                    defaults[i] = missing(components[i], path, schema);
                }
            }
            for (Schema.Field field : schema.getFields()) {
                Integer index = indexes.get(field.name());
                if (index == null) {
                    ValueSkipper skipper = ValueSkipper.of(field.schema());
                    fields.add(new Field(field.name(), -1, in -> {
                        skipper.skip(in);
                        return null;
                    }));
                } else {
                    String inside = path.isEmpty() ? field.name() : path + "." + field.name();
                    ValueReader reader = readers.reader(field.schema(), JavaType.of(components[index]), inside);
                    fields.add(new Field(field.name(), index, reader));
                }
            }
        }

        private static Schema.@Nullable Field field(Schema schema, RecordComponent component) {
            Schema.Field field = schema.getField(component.getName());
            FormerName former = component.getAnnotation(FormerName.class);
            for (int i = 0; field == null && former != null && i < former.value().length; i++) {
                field = schema.getField(former.value()[i]);
            }
            return field;
        }

        private static @Nullable Object missing(RecordComponent component, String path, Schema schema) {
            if (DefaultValues.has(component)) {
                return DefaultValues.of(component);
            }
            String name = path.isEmpty() ? component.getName() : path + "." + component.getName();
            throw new IllegalArgumentException("'" + name + "' is not in the schema of " + schema.getFullName()
                    + ", whose fields are "
                    + schema.getFields().stream().map(Schema.Field::name).toList()
                    + "; give it a @DefaultValue, mark it @Nullable, or make it an Optional");
        }

        @Override
        public Object read(AvroInput in) throws InvalidAvroException {
            @Nullable Object[] values = defaults.clone();
            in.enter();
            for (Field field : fields) {
                try {
                    Object value = field.reader.read(in);
                    if (field.index >= 0) {
                        values[field.index] = value;
                    }
                } catch (InvalidAvroException thrown) {
                    throw thrown.in(field.name);
                }
            }
            in.leave();
            try {
                return constructor.make(values);
            } catch (IllegalArgumentException refused) {
                throw new InvalidAvroException("is refused by its class: " + refused.getCause());
            }
        }
    }
}
