package dev.millrace.api.type;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Records: their fields in the order of the schema that they were written by, which are matched by name with those that the
 * class has now. A primitive has no tag; everything else is a value with its class.
 */
final class RecordShape implements Shape {

    private final String name;
    private final List<Field> fields;

    /** Null if it is gone. */
    private final @Nullable RecordClass now;

    /** By component of now: its value where none was stored. */
    private final @Nullable Object[] defaults;

    /**
     * A field as it was stored.
     *
     * @param name of then
     * @param type of then
     * @param to index of the component of now; -1 if there is none
     */
    private record Field(String name, FieldType type, int to) {}

    RecordShape(Class<?> type) {
        now = new RecordClass(type);
        name = type.getName();
        fields = new ArrayList<>();
        for (int i = 0; i < now.components.length; i++) {
            fields.add(new Field(now.components[i].getName(), FieldType.of(now.components[i].getType()), i));
        }
        defaults = new @Nullable Object[fields.size()];
    }

    private RecordShape(String name, List<Field> fields, @Nullable RecordClass now, @Nullable Object[] defaults) {
        this.name = name;
        this.fields = fields;
        this.now = now;
        this.defaults = defaults;
    }

    static RecordShape read(BinaryInput schema, ClassFinder classes) {
        String name = schema.readString();
        Class<?> type = classes.find(name);
        RecordClass now = type == null ? null : new RecordClass(type);
        List<Field> fields = new ArrayList<>();
        for (int left = schema.readCount(2); left > 0; left--) {
            String field = schema.readString();
            FieldType fieldType = FieldType.read(schema.readByte());
            fields.add(new Field(field, fieldType, now == null ? -1 : indexOf(now, field)));
        }
        return new RecordShape(name, fields, now, now == null ? new Object[0] : defaults(now, fields));
    }

    private static int indexOf(RecordClass now, String field) {
        for (int i = 0; i < now.components.length; i++) {
            if (now.components[i].getName().equals(field)) {
                return i;
            }
        }
        for (int i = 0; i < now.components.length; i++) {
            FormerName former = now.components[i].getAnnotation(FormerName.class);
            if (former != null && Arrays.asList(former.value()).contains(field)) {
                return i;
            }
        }
        return -1;
    }

    private static @Nullable Object[] defaults(RecordClass now, List<Field> fields) {
        @Nullable Object[] defaults = new @Nullable Object[now.components.length];
        for (int i = 0; i < defaults.length; i++) {
            int index = i;
            Field stored = fields.stream()
                    .filter(field -> field.to == index)
                    .findFirst()
                    .orElse(null);
            RecordComponent component = now.components[i];
            if (stored == null) {
                if (!DefaultValues.has(component)) {
                    throw new IllegalArgumentException(now.type.getName() + "." + component.getName()
                            + " was added after values had been stored, and has no default; add @DefaultValue, or make it an"
                            + " Optional, or @Nullable, or name what it was with @FormerName");
                }
                defaults[i] = DefaultValues.of(component);
            } else if (!stored.type.canBecome(component.getType())) {
                throw new IllegalArgumentException(now.type.getName() + "." + component.getName() + " was stored as "
                        + stored.type + ", which does not become a "
                        + component.getType().getSimpleName() + " by itself");
            }
        }
        return defaults;
    }

    @Override
    public int kind() {
        return RECORD;
    }

    @Override
    public void writeSchema(BinaryOutput out) {
        out.writeString(name);
        out.writeVarint(fields.size());
        for (Field field : fields) {
            out.writeString(field.name);
            out.writeByte(field.type.code());
        }
    }

    @Override
    public void write(Object value, ValueEncoder values, BinaryOutput out) {
        RecordClass record = present();
        for (Field field : fields) {
            Object of = record.get(value, field.to);
            if (field.type == FieldType.OBJECT) {
                values.writeField(of, out, record, field.to);
            } else {
                field.type.write(of, out);
            }
        }
    }

    @Override
    public Object read(ValueDecoder values, BinaryInput in) {
        RecordClass record = present();
        @Nullable Object[] arguments = defaults.clone();
        for (Field field : fields) {
            if (field.to < 0) {
                skip(field, values, in);
            } else if (field.type == FieldType.OBJECT) {
                arguments[field.to] = requireType(record.components[field.to], values.read(in));
            } else {
                arguments[field.to] = field.type.read(in, record.components[field.to].getType());
            }
        }
        return record.make(arguments);
    }

    private static @Nullable Object requireType(RecordComponent component, @Nullable Object value) {
        if (value != null && !component.getType().isInstance(value)) {
            throw new CorruptDataException(component.getDeclaringRecord().getName() + "." + component.getName()
                    + " is a " + component.getType().getName() + ", but a "
                    + value.getClass().getName() + " was stored");
        }
        return value;
    }

    private RecordClass present() {
        if (now == null) {
            throw new IllegalArgumentException(
                    "values of " + name + " were stored, but there is no such record any more;"
                            + " keep the class, or add @FormerName(\"" + name + "\") to the one that takes its place");
        }
        return now;
    }

    private static void skip(Field field, ValueDecoder values, BinaryInput in) {
        if (field.type == FieldType.OBJECT) {
            values.skip(in);
        } else {
            field.type.read(in, field.type.primitive());
        }
    }

    @Override
    public void skip(ValueDecoder values, BinaryInput in) {
        fields.forEach(field -> skip(field, values, in));
    }
}
