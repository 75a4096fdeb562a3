package dev.millrace.api.function;

import java.io.Serializable;

/**
 * Reads a {@code double} from a record without boxing it; may throw.
 *
 * <p>A variable of the matching {@code java.util.function} type is passed as {@code f::applyAsDouble}.
 *
 * @param <T> type of the record
 */
@FunctionalInterface
public interface ThrowingToDouble<T> extends Serializable {

    /**
     * Reads a double from one record.
     *
     * @param value the record, never null
     * @return the number
     * @throws Exception whatever the user's code throws; it fails the operator with the record's position
     */
    double applyAsDouble(T value) throws Exception;
}
