package dev.millrace.api.pattern;

import java.io.Serializable;

/**
 * A condition on one record, given what its partial match has taken before; may throw. It must depend on nothing else, since it
 * may be asked any number of times, also for partial matches that come to nothing.
 *
 * @param <T> type of the record
 */
@FunctionalInterface
public interface StepCondition<T> extends Serializable {

    /**
     * Tells whether a step takes the record.
     *
     * @param record the record, never null
     * @param soFar what was taken before; must not be kept
     * @return true to take it
     * @throws Exception whatever the user's code throws; it fails the operator with the record's position
     */
    boolean test(T record, StepRecords<T> soFar) throws Exception;
}
