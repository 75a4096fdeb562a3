package dev.millrace.api.type;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Constants of an enum as they were stored: they are matched by name with those of now. */
final class StoredEnum implements StoredShape {

    private final String typeName;

    /** Null if it is gone. */
    private final @Nullable Class<?> type;

    /** By place in the schema: of then, and of now, which is null where it is gone. */
    private final List<String> names = new ArrayList<>();

    private final List<@Nullable String> namesNow = new ArrayList<>();

    StoredEnum(BinaryInput schema, ClassFinder classes) {
        typeName = schema.readString();
        Class<?> found = classes.find(typeName);
        type = found != null && found.isEnum() ? found : null;
        Map<String, String> known = type == null ? Map.of() : constants(type);
        for (int left = schema.readCount(1); left > 0; left--) {
            String name = schema.readString();
            names.add(name);
            namesNow.add(known.get(name));
        }
    }

    /** By all names that they had or have; without running code of the class, as nobody has read a value of it yet. */
    private static Map<String, String> constants(Class<?> type) {
        Map<String, String> names = new HashMap<>();
        for (Field field : type.getFields()) {
            FormerName former = field.getAnnotation(FormerName.class);
            if (field.isEnumConstant() && former != null) {
                Arrays.stream(former.value()).forEach(name -> names.put(name, field.getName()));
            }
        }
        Arrays.stream(type.getFields())
                .filter(Field::isEnumConstant)
                .forEach(field -> names.put(field.getName(), field.getName()));
        return names;
    }

    @Override
    @SuppressWarnings({"unchecked", "rawtypes"}) // the class is that of an enum
    public Object read(ValueDecoder values, BinaryInput in) {
        int index = index(in);
        if (type == null) {
            throw new OutgrownException(gone());
        }
        String name = namesNow.get(index);
        if (name == null) {
            throw new OutgrownException(type.getName() + " has no constant " + names.get(index)
                    + " any more, but one was stored; keep the constant as long as state may have it, or name what it was"
                    + " with @FormerName");
        }
        return Enum.valueOf((Class) type, name);
    }

    private String gone() {
        return "constants of " + typeName + " were stored, but there is no such enum any more; keep the class, or add"
                + " @FormerName(\"" + typeName + "\") to the one that takes its place";
    }

    private int index(BinaryInput in) {
        long index = in.readVarint();
        if (index < 0 || index >= names.size()) {
            throw new CorruptDataException("constant " + Long.toUnsignedString(index) + " of " + names.size());
        }
        return (int) index;
    }

    @Override
    public void skip(ValueDecoder values, BinaryInput in) {
        index(in);
    }

    @Override
    public SchemaVerdict verdict() {
        if (type == null) {
            return SchemaVerdict.refused(typeName, List.of(gone()));
        }
        List<String> changes = new ArrayList<>();
        if (!type.getName().equals(typeName)) {
            changes.add("is " + type.getName() + " now");
        }
        for (int i = 0; i < names.size(); i++) {
            String now = namesNow.get(i);
            if (now == null) {
                changes.add(names.get(i) + " is gone, and is refused where it was stored");
            } else if (!now.equals(names.get(i))) {
                changes.add(now + " was " + names.get(i));
            }
        }
        return SchemaVerdict.migrated(typeName, changes);
    }
}
