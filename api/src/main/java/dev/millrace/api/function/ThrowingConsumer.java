package dev.millrace.api.function;

import java.io.Serializable;

/**
 * An action on one record that may throw.
 *
 * <p>A variable of the matching {@code java.util.function} type is passed as {@code f::accept}.
 *
 * @param <T> type of the record
 */
@FunctionalInterface
public interface ThrowingConsumer<T> extends Serializable {

    /**
     * Takes one record.
     *
     * @param value the record, never null
     * @throws Exception whatever the user's code throws; it fails the operator with the record's position
     */
    void accept(T value) throws Exception;
}
