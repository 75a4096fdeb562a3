package dev.millrace.api.type;

import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a record class, by name and in order of declaration. Immutable and thread-safe.
 *
 * <p>For edges where a value at a time is read by name, such as tables and CSV; not for hot paths.
 */
public final class RecordFields {

    private final List<String> names;
    private final Method[] accessors;

    private RecordFields(List<String> names, Method[] accessors) {
        this.names = names;
        this.accessors = accessors;
    }

    /**
     * Reads a record class.
     *
     * @param type a record class
     * @return its fields
     * @throws IllegalArgumentException if it is no record, or lies in a module that does not open its package
     */
    public static RecordFields of(Class<?> type) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException("expected a record class, got " + type.getTypeName());
        }
        RecordComponent[] components = type.getRecordComponents();
        Method[] accessors = new Method[components.length];
        for (int i = 0; i < components.length; i++) {
            accessors[i] = components[i].getAccessor();
            try {
                accessors[i].setAccessible(true);
            } catch (InaccessibleObjectException closed) {
                throw new IllegalArgumentException(
                        "the fields of " + type.getTypeName() + " cannot be read; let its module open "
                                + type.getPackageName() + " to dev.millrace.api, or make the record public and"
                                + " export its package",
                        closed);
            }
        }
        return new RecordFields(
                Arrays.stream(components).map(RecordComponent::getName).toList(), accessors);
    }

    /**
     * The names.
     *
     * @return one for each field, in order of declaration; immutable
     */
    public List<String> names() {
        return names;
    }

    /**
     * The values of one record.
     *
     * @param instance an instance of the class that this was made of
     * @return a new array, one value for each name, null where the record has null
     */
    public @Nullable Object[] values(Object instance) {
        Object[] values = new Object[accessors.length];
        for (int i = 0; i < values.length; i++) {
            try {
                values[i] = accessors[i].invoke(instance);
            } catch (IllegalAccessException impossible) {
                throw new IllegalStateException("made accessible before", impossible);
            } catch (InvocationTargetException thrown) {
                throw new IllegalArgumentException(
                        "the accessor " + accessors[i] + " threw " + thrown.getCause(), thrown.getCause());
            }
        }
        return values;
    }
}
