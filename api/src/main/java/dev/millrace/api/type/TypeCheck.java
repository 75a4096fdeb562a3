package dev.millrace.api.type;

import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashSet;
import java.util.Set;

/** Looks for fields that cannot be stored, before any value is there. What a type leaves open passes. Used once. */
final class TypeCheck {

    private final Codecs codecs;
    private final Set<Type> visited = new HashSet<>();

    TypeCheck(Codecs codecs) {
        this.codecs = codecs;
    }

    /** Throws if values of the type cannot be stored. */
    void check(Type type) {
        if (!visited.add(type)) {
            return;
        }
        if (!(type instanceof Class<?> plain)) {
            TypeParts.of(type).forEach(this::check);
        } else if (!codecs.isOwn(plain)) {
            requireStorable(plain);
            if (plain.isRecord()) {
                checkFields(plain);
            } else {
                TypeParts.of(plain).forEach(this::check);
            }
        }
    }

    private void checkFields(Class<?> record) {
        RecordClass.of(record); // which refuses one that keeps its fields to itself
        for (RecordComponent component : record.getRecordComponents()) {
            try {
                check(component.getGenericType());
            } catch (UnstorableException refused) {
                throw refused.in(record, component.getName());
            }
        }
    }

    private static void requireStorable(Class<?> type) {
        boolean isStorable = type.isPrimitive()
                || type.isRecord()
                || type.isEnum()
                || type.isArray()
                || BuiltIns.isKnown(type)
                || isOpen(type);
        if (!isStorable) {
            throw UnstorableException.of(type);
        }
    }

    /** An interface or an abstract class of which there may be records; not one for lambdas. */
    private static boolean isOpen(Class<?> type) {
        boolean isCode = type.isAnnotationPresent(FunctionalInterface.class);
        return type == Object.class || !isCode && Modifier.isAbstract(type.getModifiers());
    }
}
