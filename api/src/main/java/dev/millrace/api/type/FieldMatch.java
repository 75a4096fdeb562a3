package dev.millrace.api.type;

import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import org.jspecify.annotations.Nullable;

/**
 * A stored field and the component of a record that takes it now.
 *
 * @param field of then
 * @param to index of the component
 * @param component of now
 * @param target the class of its values: a box where it is a primitive
 */
record FieldMatch(StoredField field, int to, RecordComponent component, Class<?> target) {

    FieldMatch(StoredField field, int to, RecordComponent component) {
        this(field, to, component, Widening.box(component.getType()));
    }

    /** What was changed, for people; null if nothing was. */
    @Nullable
    String change(ClassFinder classes) {
        String renamed = field.name().equals(component.getName()) ? "" : ", which was " + field.name() + ",";
        Class<?> now = component.getType();
        if (field.toString().equals(now.getName()) || now.equals(classes.find(field.declared()))) {
            return renamed.isEmpty() ? null : component.getName() + " was " + field.name();
        }
        return component.getName() + renamed + " was a " + field + " and is a " + now.getName() + " now";
    }

    /** Whether no value that was stored could be taken. */
    boolean isRefused(ClassFinder classes) {
        Class<?> then = field.type() == FieldType.OBJECT
                ? classes.find(field.declared())
                : Widening.box(field.type().type());
        if (then == null || target.isAssignableFrom(then) || Widening.isPossible(then, target)) {
            // Of a class that is gone, the values may still be of others that are not.
            return false;
        }
        // One that was declared wider, or as an interface, may have had only values of what it is now.
        boolean isOpen = then.isAssignableFrom(target) || !Modifier.isFinal(then.getModifiers()) && isOpen(target);
        return !isOpen;
    }

    private static boolean isOpen(Class<?> type) {
        return type.isInterface() || !Modifier.isFinal(type.getModifiers());
    }

    /** Reads the value and makes it one of the component. */
    @Nullable
    Object read(ValueDecoder values, BinaryInput in) {
        Object value = field.read(values, in);
        if (value == null ? !component.getType().isPrimitive() : target.isInstance(value)) {
            return value;
        }
        Object wider = value == null ? null : Widening.widen(value, target);
        if (wider == null) {
            throw new CorruptDataException(component.getDeclaringRecord().getName() + "." + component.getName()
                    + " is a " + component.getType().getName() + ", but "
                    + (value == null ? "null" : "a " + value.getClass().getName()) + " was stored");
        }
        return wider;
    }
}
