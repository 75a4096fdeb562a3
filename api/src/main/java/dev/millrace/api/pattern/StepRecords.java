package dev.millrace.api.pattern;

import java.util.List;

/**
 * The records that the steps of a pattern have taken: so far, where a condition is asked about the next one, or in a whole
 * match. What a condition is given is valid during that call only.
 *
 * @param <T> type of the records
 */
public interface StepRecords<T> {

    /**
     * The records that a step has taken.
     *
     * @param step name of a step that takes records
     * @return in order; empty for an optional step that was left out, and for a step that has not been reached
     * @throws IllegalArgumentException if the pattern has no such step, or it is an absence
     */
    List<T> get(String step);

    /**
     * The first record that a step has taken.
     *
     * @param step name of a step that takes records
     * @return the record
     * @throws IllegalArgumentException if the pattern has no such step, or it is an absence
     * @throws IllegalStateException if it has taken none
     */
    default T first(String step) {
        List<T> records = get(step);
        if (records.isEmpty()) {
            throw new IllegalStateException("the step '" + step + "' has taken no record; ask get(\"" + step
                    + "\").isEmpty() first where it may have been left out, or not have been reached");
        }
        return records.get(0);
    }

    /**
     * The last record that a step has taken.
     *
     * @param step name of a step that takes records
     * @return the record
     * @throws IllegalArgumentException if the pattern has no such step, or it is an absence
     * @throws IllegalStateException if it has taken none
     */
    default T last(String step) {
        first(step); // for its complaint
        List<T> records = get(step);
        return records.get(records.size() - 1);
    }
}
