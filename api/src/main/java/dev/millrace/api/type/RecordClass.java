package dev.millrace.api.type;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A record class taken apart: what reads its fields, and what makes it of them. Immutable and thread-safe. */
final class RecordClass {

    private static final ClassValue<RecordClass> KNOWN = new ClassValue<>() {
        @Override
        protected RecordClass computeValue(Class<?> type) {
            return new RecordClass(type);
        }
    };

    final Class<?> type;
    final RecordComponent[] components;
    final FieldType[] fieldTypes;
    private final MethodHandle[] accessors;
    private final RecordConstructor<?> constructor;

    private RecordClass(Class<?> type) {
        this.type = type;
        components = type.getRecordComponents();
        fieldTypes = Arrays.stream(components)
                .map(component -> FieldType.of(component.getType()))
                .toArray(FieldType[]::new);
        accessors = new MethodHandle[components.length];
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            for (int i = 0; i < components.length; i++) {
                Method accessor = components[i].getAccessor();
                accessor.setAccessible(true);
                accessors[i] =
                        lookup.unreflect(accessor).asType(MethodType.methodType(fieldTypes[i].type(), Object.class));
            }
        } catch (InaccessibleObjectException closed) {
            throw new IllegalArgumentException(
                    type.getTypeName() + " cannot be stored, since its fields cannot be read; let its module open "
                            + type.getPackageName() + " to dev.millrace.api, or make the record public and export its"
                            + " package",
                    closed);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalArgumentException(type.getTypeName() + " cannot be stored: " + impossible, impossible);
        }
        constructor = RecordConstructor.of(type);
    }

    /**
     * Takes a class apart.
     *
     * @throws IllegalArgumentException if its module keeps it to itself
     */
    static RecordClass of(Class<?> type) {
        return KNOWN.get(type);
    }

    /** Writes a field. */
    void write(Object record, int index, ValueEncoder values, BinaryOutput out) {
        try {
            if (fieldTypes[index] == FieldType.OBJECT) {
                values.write((Object) accessors[index].invokeExact(record), out);
            } else {
                fieldTypes[index].write(accessors[index], record, out);
            }
        } catch (UnstorableException refused) {
            throw refused.in(type, components[index].getName());
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable checked) {
            throw new IllegalStateException(components[index] + " threw " + checked, checked);
        }
    }

    /**
     * Makes a record.
     *
     * @param fields of the types of the components
     * @throws CorruptDataException if its constructor refuses
     */
    Object make(@Nullable Object[] fields) {
        try {
            return constructor.make(fields);
        } catch (IllegalArgumentException refused) {
            Throwable thrown = Objects.requireNonNull(refused.getCause(), "what the constructor threw");
            throw new CorruptDataException(
                    type.getName() + " cannot be made of what was stored: " + thrown.getMessage(), thrown);
        }
    }
}
