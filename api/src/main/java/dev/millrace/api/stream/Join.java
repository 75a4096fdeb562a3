package dev.millrace.api.stream;

import dev.millrace.api.function.LambdaSignature;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.type.StableHash;
import java.lang.invoke.MethodType;
import java.util.Optional;

/**
 * Two streams that are about to be joined. Says by which keys with {@link #on}.
 *
 * @param <L> type of the left records
 * @param <R> type of the right records
 */
public final class Join<L, R> {

    private final String name;
    private final Stream<L> left;
    private final Stream<R> right;

    Join(String name, Stream<L> left, Stream<R> right) {
        Pipeline.requireName("join", name);
        if (left.pipeline() != right.pipeline()) {
            throw new IllegalArgumentException("streams of two pipelines cannot be joined: '"
                    + left.pipeline().name() + "' and '" + right.pipeline().name() + "'");
        }
        this.name = name;
        this.left = left;
        this.right = right;
    }

    /**
     * Joins records with equal keys. Accessors that return a {@code long} or {@code int} take a path without boxing, if both
     * do.
     *
     * @param leftKey reads the key of a left record, never null; of a type that {@link StableHash} supports
     * @param rightKey reads the key of a right record, likewise
     * @param <K> type of the keys
     * @return what remains to be bounded
     * @throws IllegalArgumentException if a type is known and has no stable hash, or the two can never be equal
     */
    @SuppressWarnings("unchecked") // checked by the compiler here; nodes are untyped
    public <K> KeyedJoin<L, R, K> on(
            ThrowingFunction<? super L, ? extends K> leftKey, ThrowingFunction<? super R, ? extends K> rightKey) {
        Optional<Class<?>> leftType = keyType(leftKey);
        Optional<Class<?>> rightType = keyType(rightKey);
        leftType.ifPresent(StableHash::requireSupported);
        rightType.ifPresent(StableHash::requireSupported);
        if (leftType.isPresent() && rightType.isPresent()) {
            requireComparable(name, leftType.get(), rightType.get());
        }
        return new KeyedJoin<>(
                name, left, (ThrowingFunction<Object, Object>) leftKey, right, (ThrowingFunction<Object, Object>)
                        rightKey);
    }

    /** The type of a key as an object, where the function tells it. */
    static Optional<Class<?>> keyType(ThrowingFunction<?, ?> key) {
        return LambdaSignature.read(key)
                .flatMap(signature -> signature.returnClass(key.getClass().getClassLoader()))
                .map(type -> MethodType.methodType(type).wrap().returnType());
    }

    static void requireComparable(String name, Class<?> leftType, Class<?> rightType) {
        if (!leftType.isAssignableFrom(rightType) && !rightType.isAssignableFrom(leftType)) {
            throw new IllegalArgumentException(
                    "the keys of the join '" + name + "' can never be equal: the left one is a "
                            + leftType.getSimpleName() + ", the right one a " + rightType.getSimpleName()
                            + "; convert one of them, as with r -> (long) r.id()");
        }
    }
}
