package dev.millrace.connector.parquet;

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
     * @throws IllegalArgumentException if the class is in a module that does not open its package
     */
    static RecordMaker of(Class<?> type) {
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
                            + " to dev.millrace.connector.parquet",
                    closed);
        }
    }

    Object make(@Nullable Object[] values) throws InvalidParquetException {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException refused) {
            throw new InvalidParquetException("is refused by its class: " + refused.getCause());
        } catch (ReflectiveOperationException impossible) {
            throw new IllegalStateException("made accessible before", impossible);
        }
    }
}
