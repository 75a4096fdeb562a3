package dev.millrace.api.stream;

import dev.millrace.api.function.LambdaSignature;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.type.StableHash;
import java.lang.invoke.MethodType;
import java.util.Optional;

/** What can be known of the keys of streams that are to meet, before any record comes. */
final class KeyTypes {

    private KeyTypes() {}

    /** The type of a key, boxed; empty if the function does not tell. */
    static Optional<Class<?>> of(ThrowingFunction<?, ?> key) {
        return LambdaSignature.read(key)
                .flatMap(signature -> signature.returnClass(key.getClass().getClassLoader()))
                .map(type -> MethodType.methodType(type).wrap().returnType());
    }

    /** Throws if a type is known and has no stable hash, or the keys of two functions can never be equal. */
    static void requireComparable(String where, ThrowingFunction<?, ?> left, ThrowingFunction<?, ?> right) {
        Optional<Class<?>> leftType = of(left);
        Optional<Class<?>> rightType = of(right);
        leftType.ifPresent(StableHash::requireSupported);
        rightType.ifPresent(StableHash::requireSupported);
        requireComparable(where, leftType, rightType);
    }

    /** Throws if keys of two types can never be equal. */
    static void requireComparable(String where, Optional<Class<?>> left, Optional<Class<?>> right) {
        if (left.isEmpty() || right.isEmpty()) {
            return;
        }
        Class<?> one = left.get();
        Class<?> other = right.get();
        if (!one.isAssignableFrom(other) && !other.isAssignableFrom(one)) {
            throw new IllegalArgumentException("the keys of " + where + " can never be equal: the left one is a "
                    + one.getSimpleName() + ", the right one a " + other.getSimpleName()
                    + "; convert one of them, as with r -> (long) r.id()");
        }
    }
}
