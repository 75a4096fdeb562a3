package dev.millrace.api.function;

import java.io.Serializable;

/**
 * Makes one value of two of the same type; may throw.
 *
 * <p>A variable of the matching {@code java.util.function} type is passed as {@code f::apply}.
 *
 * @param <V> type of the values
 */
@FunctionalInterface
public interface ThrowingBinary<V> extends Serializable {

    /**
     * Combines two values.
     *
     * @param left the first, never null; must not be changed
     * @param right the second, never null; must not be changed
     * @return the combination, never null
     * @throws Exception whatever the user's code throws; it fails the operator with the record's position
     */
    V apply(V left, V right) throws Exception;
}
