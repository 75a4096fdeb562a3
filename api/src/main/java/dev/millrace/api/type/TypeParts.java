package dev.millrace.api.type;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What values of a type may have in them, as far as the type tells. */
final class TypeParts {

    private TypeParts() {}

    static List<Type> of(Type type) {
        if (type instanceof ParameterizedType generic) {
            List<Type> parts = new ArrayList<>(List.of(generic.getActualTypeArguments()));
            parts.add(generic.getRawType());
            return parts;
        }
        if (type instanceof GenericArrayType array) {
            return List.of(array.getGenericComponentType());
        }
        if (type instanceof WildcardType wildcard) {
            return List.of(wildcard.getUpperBounds());
        }
        if (type instanceof TypeVariable<?> variable) {
            return List.of(variable.getBounds());
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isArray()) {
            return List.of(plain.getComponentType());
        }
        if (plain.isRecord()) {
            return Arrays.stream(plain.getRecordComponents())
                    .map(RecordComponent::getGenericType)
                    .toList();
        }
        return plain.isSealed() ? List.of(plain.getPermittedSubclasses()) : List.of();
    }
}
