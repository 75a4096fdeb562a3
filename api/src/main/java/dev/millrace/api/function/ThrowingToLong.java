package dev.millrace.api.function;

import java.io.Serializable;

/**
 * Reads a {@code long} from a record without boxing it; may throw.
 *
 * <p>A variable of the matching {@code java.util.function} type is passed as {@code f::applyAsLong}.
 *
 * @param <T> type of the record
 */
@FunctionalInterface
public interface ThrowingToLong<T> extends Serializable {

    /**
     * Reads a long from one record.
     *
     * @param value the record, never null
     * @return the number
     * @throws Exception whatever the user's code throws; it fails the operator with the record's position
     */
    long applyAsLong(T value) throws Exception;
}
