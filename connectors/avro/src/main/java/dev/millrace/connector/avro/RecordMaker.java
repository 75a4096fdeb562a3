package dev.millrace.connector.avro;

import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes records of one class of their values. Immutable. */
final class RecordMaker {

    private final Constructor<?> constructor;

    private RecordMaker(Constructor<?> constructor) {
        this.constructor = constructor;
    }

    /**
     * Finds the constructor.
     *
     * @throws IllegalArgumentException if the class is no record, or in a module that does not open its package
     */
    static RecordMaker of(Class<?> type) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException("records are made of record classes, got " + type.getTypeName());
        }
        Class<?>[] types = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return new RecordMaker(constructor);
        } catch (NoSuchMethodException impossible) {
            throw new IllegalStateException("a record has a constructor of all its fields", impossible);
        } catch (InaccessibleObjectException closed) {
            throw new IllegalArgumentException(
                    "no " + type.getTypeName() + " can be made; let its module open " + type.getPackageName()
                            + " to dev.millrace.connector.avro",
                    closed);
        }
    }

    Object make(@Nullable Object[] values) throws InvalidAvroException {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException refused) {
            throw new InvalidAvroException("is refused by its class: " + refused.getCause());
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("made accessible before", impossible);
        }
    }
}
