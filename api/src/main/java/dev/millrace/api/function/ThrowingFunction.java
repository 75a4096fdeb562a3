package dev.millrace.api.function;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * A function of one record that may throw.
 *
 * <p>A variable of the matching {@code java.util.function} type is passed as {@code f::apply}.
 *
 * @param <T> type of the record
 * @param <R> type of the result
 */
@FunctionalInterface
public interface ThrowingFunction<T, R extends @Nullable Object> extends Serializable {

    /**
     * Computes the result for one record.
     *
     * @param value the record, never null
     * @return the result; null only where the method that takes the function gives that a meaning
     * @throws Exception whatever the user's code throws; it fails the operator with the record's position
     */
    R apply(T value) throws Exception;
}
