package dev.millrace.api.type;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of one class of the values of their fields, for connectors and formats. Immutable and thread-safe.
 *
 * @param <T> type of the records
 */
public final class RecordConstructor<T> {

    private final Class<T> type;
    private final MethodHandle constructor;

    private RecordConstructor(Class<T> type, MethodHandle constructor) {
        this.type = type;
        this.constructor = constructor;
    }

    /**
     * Finds the constructor of all fields.
     *
     * @param type a record class; it need not be public
     * @param <T> type of the records
     * @return what calls it
     * @throws IllegalArgumentException if the class is no record, or its module does not open its package
     */
    public static <T> RecordConstructor<T> of(Class<T> type) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException("records are made of record classes, got " + type.getTypeName());
        }
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<T> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return new RecordConstructor<>(
                    type,
                    MethodHandles.lookup()
                            .unreflectConstructor(constructor)
                            .asSpreader(Object[].class, types.length)
                            .asType(MethodType.methodType(Object.class, Object[].class)));
        } catch (InaccessibleObjectException closed) {
            throw new IllegalArgumentException(
                    "no " + type.getTypeName() + " can be made; let its module open " + type.getPackageName()
                            + " to dev.millrace.api",
                    closed);
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("a record has a constructor of all its fields", impossible);
        }
    }

    /**
     * Makes a record.
     *
     * @param values of the fields, in their order, of their types; null only where the type allows it
     * @return a new one
     * @throws IllegalArgumentException if its constructor refuses them; the cause is what that threw
     */
    public T make(@Nullable Object[] values) {
        try {
            return type.cast((Object) constructor.invokeExact(values));
        } catch (Error thrown) {
            throw thrown;
        } catch (Throwable refused) {
            throw new IllegalArgumentException(type.getSimpleName() + " refuses: " + refused, refused);
        }
    }
}
