package dev.millrace.api.type;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How values are read by their schemas alone: no class of a user is looked for, and no code of one is run. */
final class GenericShapes {

    /** Their order compares elements, which generic ones cannot; they come in the order in which they were stored. */
    private static final Set<String> SORTED = Set.of("treeset", "skiplistset", "priorityqueue", "sortedset");

    private static final Set<String> SORTED_MAPS = Set.of("treemap", "skiplistmap", "sortedmap");

    private GenericShapes() {}

    static StoredShape of(int kind, BinaryInput schema) {
        String name = schema.readString();
        return switch (kind) {
            case Shape.BUILT_IN -> builtIn(name);
            case Shape.RECORD -> record(name, schema);
            case Shape.ENUM -> constants(name, schema);
            case Shape.ARRAY -> shape(name + "[]", GenericShapes::elements, new ArrayShape(name, null));
            case Shape.OWN ->
                shape(
                        name,
                        (values, in) -> new GenericBytes(name, HexFormat.of().formatHex(bytes(in))),
                        new OwnShape(name, null, null));
            default -> throw new CorruptDataException("a schema of kind " + kind);
        };
    }

    private static StoredShape builtIn(String name) {
        StoredShape known = Codecs.builtIn(name);
        if (SORTED.contains(name)) {
            return shape(
                    name,
                    (values, in) -> {
                        in.readByte();
                        return elements(values, in);
                    },
                    known);
        }
        if (SORTED_MAPS.contains(name)) {
            return shape(name, GenericShapes::sortedEntries, known);
        }
        return name.equals("enumset") ? shape(name, GenericShapes::constantsOfSet, known) : known;
    }

    private static byte[] bytes(BinaryInput in) {
        return in.slice(in.readInt()).readRest();
    }

    private static List<@Nullable Object> elements(ValueDecoder values, BinaryInput in) {
        List<@Nullable Object> elements = new ArrayList<>();
        for (int left = in.readCount(1); left > 0; left--) {
            elements.add(values.read(in));
        }
        return Collections.unmodifiableList(elements);
    }

    private static Map<@Nullable Object, @Nullable Object> sortedEntries(ValueDecoder values, BinaryInput in) {
        in.readByte();
        Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
        for (int left = in.readCount(2); left > 0; left--) {
            Object key = values.read(in);
            entries.put(key, values.read(in));
        }
        return Collections.unmodifiableMap(entries);
    }

    private static List<@Nullable Object> constantsOfSet(ValueDecoder values, BinaryInput in) {
        List<@Nullable Object> constants = elements(values, in);
        if (constants.isEmpty()) {
            // One that is not in it names the enum.
            values.skip(in);
        }
        return constants;
    }

    private static StoredShape record(String name, BinaryInput schema) {
        List<StoredField> fields = new ArrayList<>();
        for (int left = schema.readCount(2); left > 0; left--) {
            fields.add(StoredField.read(schema));
        }
        return shape(
                name,
                (values, in) -> {
                    Map<String, @Nullable Object> found = new LinkedHashMap<>();
                    for (StoredField field : fields) {
                        found.put(field.name(), field.read(values, in));
                    }
                    return new GenericRecord(name, found);
                },
                (values, in) -> fields.forEach(field -> field.skip(values, in)));
    }

    private static StoredShape constants(String name, BinaryInput schema) {
        List<GenericEnum> constants = new ArrayList<>();
        for (int left = schema.readCount(1); left > 0; left--) {
            constants.add(new GenericEnum(name, schema.readString()));
        }
        Reader reader = (values, in) -> {
            long index = in.readVarint();
            if (index < 0 || index >= constants.size()) {
                throw new CorruptDataException("constant " + Long.toUnsignedString(index) + " of " + constants.size());
            }
            return constants.get((int) index);
        };
        return shape(name, reader, reader::read);
    }

    private interface Reader {
        Object read(ValueDecoder values, BinaryInput in);
    }

    private interface Skipper {
        void skip(ValueDecoder values, BinaryInput in);
    }

    private static StoredShape shape(String name, Reader reader, StoredShape skipper) {
        return shape(name, reader, skipper::skip);
    }

    private static StoredShape shape(String name, Reader reader, Skipper skipper) {
        return new StoredShape() {
            @Override
            public Object read(ValueDecoder values, BinaryInput in) {
                return reader.read(values, in);
            }

            @Override
            public void skip(ValueDecoder values, BinaryInput in) {
                skipper.skip(values, in);
            }

            @Override
            public SchemaVerdict verdict() {
                return SchemaVerdict.kept(name);
            }
        };
    }

    /** The name of a class without its package and the classes around it. */
    static String simpleName(String className) {
        return className.substring(Math.max(className.lastIndexOf('.'), className.lastIndexOf('$')) + 1);
    }
}
