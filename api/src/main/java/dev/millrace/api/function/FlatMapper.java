package dev.millrace.api.function;

import java.io.Serializable;
import java.util.function.Consumer;

/**
 * Turns one record into any number of records; may throw.
 *
 * @param <T> type of the record
 * @param <R> type of the results
 */
@FunctionalInterface
public interface FlatMapper<T, R> extends Serializable {

    /**
     * Hands the results of one record to {@code out}, in the order in which they leave the operator.
     *
     * <p>The results of one record are held together before the first moves on, so an unbounded number of them needs
     * unbounded memory. {@code out} must not be used after this method has returned.
     *
     * @param value the record, never null
     * @param out takes the results, none of them null
     * @throws Exception whatever the user's code throws; it fails the operator with the record's position
     */
    void flatMap(T value, Consumer<R> out) throws Exception;
}
