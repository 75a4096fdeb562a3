package dev.millrace.api.function;

import java.io.Serializable;

/**
 * A condition on one record that may throw.
 *
 * <p>A variable of the matching {@code java.util.function} type is passed as {@code f::test}.
 *
 * @param <T> type of the record
 */
@FunctionalInterface
public interface ThrowingPredicate<T> extends Serializable {

    /**
     * Tells whether the record passes.
     *
     * @param value the record, never null
     * @return true to keep it
     * @throws Exception whatever the user's code throws; it fails the operator with the record's position
     */
    boolean test(T value) throws Exception;
}
