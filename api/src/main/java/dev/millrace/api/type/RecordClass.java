package dev.millrace.api.type;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A record class taken apart: what reads its fields, and what makes it of them. Immutable and thread-safe. */
final class RecordClass {

    final Class<?> type;
    final RecordComponent[] components;
    private final MethodHandle[] accessors;
    private final MethodHandle constructor;

    RecordClass(Class<?> type) {
        this.type = type;
        components = type.getRecordComponents();
        accessors = new MethodHandle[components.length];
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        try {
            for (int i = 0; i < components.length; i++) {
                Method accessor = components[i].getAccessor();
                accessor.setAccessible(true);
                accessors[i] = lookup.unreflect(accessor).asType(MethodType.genericMethodType(1));
            }
            Constructor<?> canonical = type.getDeclaredConstructor(
                    Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
            canonical.setAccessible(true);
            constructor = lookup.unreflectConstructor(canonical)
                    .asType(MethodType.genericMethodType(components.length))
                    .asSpreader(Object[].class, components.length);
        } catch (InaccessibleObjectException closed) {
            throw new IllegalArgumentException(
                    type.getName() + " cannot be stored: its module does not open it; let it open "
                            + type.getPackageName() + " to dev.millrace.api",
                    closed);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalArgumentException(type.getName() + " cannot be stored: " + impossible, impossible);
        }
    }

    @Nullable
    Object get(Object value, int index) {
        try {
            return accessors[index].invokeExact(value);
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable checked) {
            throw new IllegalStateException(components[index] + " threw", checked);
        }
    }

    Object make(@Nullable Object[] fields) {
        try {
            return constructor.invokeExact(fields);
        } catch (Error thrown) {
            throw thrown;
        } catch (Throwable refused) {
            throw new CorruptDataException(
                    type.getName() + " cannot be made of what was stored: " + refused.getMessage(), refused);
        }
    }
}
