package dev.millrace.api.type;

import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which classes can be stored, and how. Numbers, texts, enums, records, arrays, times and collections of the JDK are known
 * without being told, and anything that is made of them; other classes by a {@link Codec}. Immutable and thread-safe.
 */
public final class Codecs {

    /** Those that are known without being told. */
    public static final Codecs STANDARD = new Codecs(Map.of(), Set.of());

    /** What follows from a class alone. Goes with the class. */
    private static final ClassValue<Shape> DERIVED = new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
            return derive(type);
        }
    };

    private final Map<Class<?>, Codec<Object>> own;
    private final Set<Type> known;

    private Codecs(Map<Class<?>, Codec<Object>> own, Set<Type> known) {
        this.own = own;
        this.known = known;
    }

    /**
     * Adds a codec. It goes before whatever else is known of the class.
     *
     * @param type of the values, or of their superclass or interface; of several that fit, the class of the value itself wins, then
     *     the one that was added first
     * @param codec writes and reads them
     * @param <T> type of the values
     * @return a copy
     * @throws IllegalArgumentException if the type is Object, of which everything is one
     */
    @SuppressWarnings("unchecked") // the type says so
    public <T> Codecs with(Class<T> type, Codec<T> codec) {
        if (type == Object.class) {
            throw new IllegalArgumentException(
                    "a codec for Object would be that of all values; give one for each class that needs it");
        }
        Map<Class<?>, Codec<Object>> more = new LinkedHashMap<>(own);
        more.put(type, (Codec<Object>) codec);
        return new Codecs(more, known);
    }

    /**
     * Makes classes known that were called otherwise when they were stored. Needed only for those that are the type of no field of
     * another class.
     *
     * @param types with a {@link FormerName}, or made of such
     * @return a copy
     */
    public Codecs knowing(Type... types) {
        Set<Type> more = new LinkedHashSet<>(known);
        more.addAll(Arrays.asList(types));
        return new Codecs(own, more);
    }

    /**
     * Checks that values of a type can be stored, as far as the type tells: of an interface that is not sealed, of Object, and of
     * a type variable, only a value shows its class.
     *
     * @param type of the values, with its arguments where it is generic
     * @param what that is, for the message, as {@code "the key of 'hourly'"}
     * @throws IllegalArgumentException if not; the message names the path to the field, and what to do
     */
    public void check(Type type, String what) {
        try {
            new TypeCheck(this).check(type);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(what + " cannot be stored: " + refused.getMessage(), refused);
        }
    }

    boolean isOwn(Class<?> type) {
        return ownType(type) != null;
    }

    private @Nullable Class<?> ownType(Class<?> type) {
        if (own.containsKey(type)) {
            return type;
        }
        for (Class<?> each : own.keySet()) {
            if (each.isAssignableFrom(type)) {
                return each;
            }
        }
        return null;
    }

    /** How values of a class are written. */
    Shape shape(Class<?> type) {
        Class<?> given = ownType(type);
        return given == null ? DERIVED.get(type) : new OwnShape(given.getName(), given, own.get(given));
    }

    private static Shape derive(Class<?> type) {
        if (type.isRecord()) {
            return new RecordShape(type);
        }
        // A constant with a body has a class of its own.
        Class<?> declared = type.isEnum() || type.getSuperclass() == null ? type : type.getSuperclass();
        if (declared.isEnum()) {
            return new EnumShape(declared);
        }
        Shape builtIn = BuiltIns.of(type);
        if (builtIn != null) {
            return builtIn;
        }
        if (type.isArray()) {
            return new ArrayShape(type.getComponentType().getName(), type.getComponentType());
        }
        throw UnstorableException.of(type);
    }

    /** Finds the classes of now. */
    ClassFinder finder() {
        ClassFinder finder = new ClassFinder();
        known.forEach(finder::meet);
        own.keySet().forEach(finder::meet);
        return finder;
    }

    /** How values are read that were written by a schema. */
    StoredShape stored(int kind, BinaryInput schema, ClassFinder classes) {
        return switch (kind) {
            case Shape.BUILT_IN -> builtIn(schema.readString());
            case Shape.RECORD -> new StoredRecord(schema, classes);
            case Shape.ENUM -> new StoredEnum(schema, classes);
            case Shape.ARRAY -> array(schema.readString(), classes);
            case Shape.OWN -> own(schema.readString(), classes);
            default -> throw new CorruptDataException("a schema of kind " + kind);
        };
    }

    /** How values of the JDK are read. */
    static StoredShape builtIn(String name) {
        BuiltIn<?> shape = BuiltIns.named(name);
        if (shape == null) {
            throw new CorruptDataException("a value of kind '" + name + "', which this release does not know");
        }
        return shape;
    }

    private ArrayShape array(String name, ClassFinder classes) {
        Class<?> element = classes.find(name);
        return new ArrayShape(name, element != null && element.isPrimitive() ? null : element);
    }

    private OwnShape own(String name, ClassFinder classes) {
        Class<?> type = classes.find(name);
        return new OwnShape(name, type, type == null ? null : own.get(type));
    }
}
