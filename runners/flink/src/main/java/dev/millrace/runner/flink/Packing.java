package dev.millrace.runner.flink;

import dev.millrace.api.graph.Node;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamException;
import java.io.OutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes objects that need not be serializable: those of our own classes by their fields, records by their components. */
final class Packing extends ObjectOutputStream {

    private static final List<String> OUR_PACKAGES =
            List.of("dev.millrace.api.", "dev.millrace.connector.", "dev.millrace.sketches.");

    private final Staying staying;

    /** Says what does not leave this process. */
    interface Staying {

        /** Replaces an object by what stands for it, or gives it back as it is. */
        Object replace(Object object);
    }

    Packing(OutputStream out, Staying staying) throws IOException {
        super(out);
        this.staying = staying;
        enableReplaceObject(true);
    }

    @Override
    protected Object replaceObject(Object object) throws IOException {
        Object replaced = staying.replace(object);
        if (replaced instanceof Serializable) {
            return replaced;
        }
        if (replaced instanceof Record) {
            return PackedRecord.of(replaced);
        }
        if (replaced instanceof Optional<?> optional) {
            return new PackedOptional((Serializable) optional.map(this::element).orElse(null));
        }
        if (replaced instanceof Path path) {
            return new PackedPath(path.toString());
        }
        return isOurs(replaced.getClass()) ? PackedObject.of(replaced) : replaced;
    }

    /** A function is not: it goes as Java has it, or not at all. */
    private static boolean isOurs(Class<?> type) {
        return !type.isHidden() && OUR_PACKAGES.stream().anyMatch(type.getName()::startsWith);
    }

    /** Within an array, what is not serializable itself is replaced when its turn comes. */
    private Object element(Object value) {
        return new Object[] {value};
    }

    private record PackedPath(String path) implements Serializable {

        @Serial
        private Object readResolve() {
            return Path.of(path);
        }
    }

    private record PackedOptional(@Nullable Serializable value) implements Serializable {

        @Serial
        private Object readResolve() {
            return value instanceof Object[] element ? Optional.ofNullable(element[0]) : Optional.empty();
        }
    }

    private record PackedRecord(Class<?> type, List<@Nullable Object> components) implements Serializable {

        static PackedRecord of(Object object) throws IOException {
            RecordComponent[] parts = object.getClass().getRecordComponents();
            @Nullable Object[] values = new @Nullable Object[parts.length];
            try {
                for (int i = 0; i < parts.length; i++) {
                    parts[i].getAccessor().setAccessible(true);
                    values[i] = parts[i].getAccessor().invoke(object);
                }
            } catch (ReflectiveOperationException failed) {
                throw new IOException(object.getClass().getName(), failed);
            }
            return new PackedRecord(object.getClass(), Arrays.asList(values));
        }

        @Serial
        private Object readResolve() throws ObjectStreamException {
            try {
                Class<?>[] types = Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new);
                Constructor<?> constructor = type.getDeclaredConstructor(types);
                constructor.setAccessible(true);
                return withOwnStates(constructor.newInstance(components.toArray()));
            } catch (ReflectiveOperationException failed) {
                throw broken(type, failed);
            }
        }
    }

    /** A process function finds its states by what it declares where it is, which is not the same as what was shipped. */
    private static Object withOwnStates(Object opened) {
        return opened instanceof Node.ProcessNode node
                ? new Node.ProcessNode(
                        node.id(),
                        node.name(),
                        node.input(),
                        node.function(),
                        node.function().states(),
                        node.function().outputs())
                : opened;
    }

    private record PackedObject(Class<?> type, List<Part> parts) implements Serializable {

        private record Part(
                Class<?> owner, String name, @Nullable Object value) implements Serializable {}

        static PackedObject of(Object object) throws IOException {
            List<Part> parts = new ArrayList<>();
            for (Class<?> owner = object.getClass(); owner != Object.class; owner = owner.getSuperclass()) {
                for (Field field : owner.getDeclaredFields()) {
                    if (!Modifier.isStatic(field.getModifiers()) && !Modifier.isTransient(field.getModifiers())) {
                        parts.add(new Part(owner, field.getName(), get(field, object)));
                    }
                }
            }
            return new PackedObject(object.getClass(), parts);
        }

        private static @Nullable Object get(Field field, Object object) throws IOException {
            try {
                field.setAccessible(true);
                return field.get(object);
            } catch (IllegalAccessException failed) {
                throw new IOException(object.getClass().getName(), failed);
            }
        }

        @Serial
        private Object readResolve() throws ObjectStreamException {
            try {
                Object made = Instances.make(type);
                for (Part part : parts) {
                    Field field = part.owner.getDeclaredField(part.name);
                    field.setAccessible(true);
                    field.set(made, part.value);
                }
                return made;
            } catch (ReflectiveOperationException | IllegalStateException failed) {
                throw broken(type, failed);
            }
        }
    }

    private static ObjectStreamException broken(Class<?> type, Throwable cause) {
        java.io.InvalidObjectException broken = new java.io.InvalidObjectException(type.getName());
        broken.initCause(cause);
        return broken;
    }

    /**
     * Makes instances without calling a constructor of theirs, as deserialization does, by the JDK's own support for that. By
     * reflection, since compilers warn of it whatever one says.
     */
    private static final class Instances {

        private static final MethodHandle CONSTRUCTOR = find();

        /** Made once for a class, since the JDK makes a class for each. */
        private static final ClassValue<Constructor<?>> CONSTRUCTORS = new ClassValue<>() {
            @Override
            protected Constructor<?> computeValue(Class<?> type) {
                try {
                    return (Constructor<?>) CONSTRUCTOR.invoke(type, Object.class.getDeclaredConstructor());
                } catch (Throwable failed) {
                    throw new IllegalStateException(type.getName(), failed);
                }
            }
        };

        private static MethodHandle find() {
            try {
                Class<?> factory = Class.forName("sun.reflect.ReflectionFactory");
                MethodHandles.Lookup lookup = MethodHandles.publicLookup();
                Object instance = factory.getMethod("getReflectionFactory").invoke(null);
                return lookup.findVirtual(
                                factory,
                                "newConstructorForSerialization",
                                MethodType.methodType(Constructor.class, Class.class, Constructor.class))
                        .bindTo(instance);
            } catch (ReflectiveOperationException missing) {
                throw new IllegalStateException("this Java has no module jdk.unsupported", missing);
            }
        }

        static Object make(Class<?> type) throws ReflectiveOperationException {
            return CONSTRUCTORS.get(type).newInstance();
        }
    }
}
