package dev.millrace.api.type;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which classes can be stored, and how. Numbers, texts, enums, records, arrays, times and collections of the JDK are known
 * without being told, and anything that is made of them; other classes by a {@link Codec}. Immutable and thread-safe.
 */
public final class Codecs {

    /** Those that are known without being told. */
    public static final Codecs STANDARD = new Codecs(Map.of());

    private final Map<Class<?>, Codec<Object>> own;
    private final Map<Class<?>, Shape> shapes = new ConcurrentHashMap<>();

    private Codecs(Map<Class<?>, Codec<Object>> own) {
        this.own = Map.copyOf(own);
    }

    /**
     * Adds a codec.
     *
     * @param type of the values, exactly: not of subclasses
     * @param codec writes and reads them
     * @param <T> type of the values
     * @return a copy
     */
    @SuppressWarnings("unchecked") // the type says so
    public <T> Codecs with(Class<T> type, Codec<T> codec) {
        Map<Class<?>, Codec<Object>> more = new HashMap<>(own);
        more.put(type, (Codec<Object>) codec);
        return new Codecs(more);
    }

    /** The shape of a class. */
    Shape shape(Class<?> type) {
        Shape known = shapes.get(type);
        if (known == null) {
            known = derive(type);
            shapes.put(type, known);
        }
        return known;
    }

    private Shape derive(Class<?> type) {
        Codec<Object> given = own.get(type);
        if (given != null) {
            return new OwnShape(type.getName(), given);
        }
        if (type.isRecord()) {
            return new RecordShape(type);
        }
        // A constant with a body has a class of its own.
        Class<?> declared = type.isEnum() || type.getSuperclass() == null ? type : type.getSuperclass();
        if (declared.isEnum()) {
            return new EnumShape(declared);
        }
        if (type.isArray()) {
            return new ArrayShape(type.getComponentType());
        }
        Shape builtIn = BuiltIns.of(type);
        if (builtIn == null) {
            throw new IllegalArgumentException(
                    type.getName() + " cannot be stored; make it a record, or give a codec for it by pipeline.codec("
                            + type.getSimpleName() + ".class, ...)");
        }
        return builtIn;
    }

    /** Reads a schema. */
    Shape read(int kind, BinaryInput schema) {
        return switch (kind) {
            case Shape.BUILT_IN -> builtIn(schema.readString());
            case Shape.RECORD -> RecordShape.read(schema, name -> find(name, Class::isRecord));
            case Shape.ENUM -> EnumShape.read(schema, name -> find(name, Class::isEnum));
            case Shape.ARRAY -> ArrayShape.read(schema, name -> find(name, type -> true));
            case Shape.OWN -> {
                String name = schema.readString();
                Class<?> type = find(name, own::containsKey);
                yield new OwnShape(name, type == null ? null : own.get(type));
            }
            default -> throw new CorruptDataException("a schema of kind " + kind);
        };
    }

    private static Shape builtIn(String name) {
        Shape shape = BuiltIns.named(name);
        if (shape == null) {
            throw new CorruptDataException("a value of kind '" + name + "', which this release does not know");
        }
        return shape;
    }

    private @Nullable Class<?> find(String name, java.util.function.Predicate<Class<?>> isExpected) {
        for (Class<?> type : shapes.keySet()) {
            FormerName former = type.getAnnotation(FormerName.class);
            if (former != null && Arrays.asList(former.value()).contains(name)) {
                return type;
            }
        }
        Class<?> type = load(name);
        return type != null && isExpected.test(type) ? type : null;
    }

    private static @Nullable Class<?> load(String name) {
        Class<?> ofProgram = load(name, Thread.currentThread().getContextClassLoader());
        return ofProgram == null ? load(name, Codecs.class.getClassLoader()) : ofProgram;
    }

    /** Without running any of its code: a schema is a file that anybody may have written. */
    private static @Nullable Class<?> load(String name, @Nullable ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError missing) {
            return null;
        }
    }
}
