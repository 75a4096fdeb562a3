package dev.millrace.api.failure;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record that an operator could not process, and why. Plain data, so that it can be written to any sink.
 *
 * @param record the record as it came to the operator; of a source that could not decode it, its bytes as a {@code byte[]}
 * @param timestamp its event time; of a record that a source could not decode, or whose time it could not read, the greatest
 *     of the records before it in its split, or the epoch before there is one
 * @param operator name of the operator in the pipeline
 * @param position where the record came from, as {@code 'edits', edits.json.gz, line 17}; null where that is not known, as
 *     for the result of a window
 * @param error class of what was thrown, as {@code java.io.IOException}
 * @param message what was thrown said; null if it said nothing
 * @param origin where the record came from, for programs; null exactly where {@code position} is
 * @param stack where it was thrown, and what caused it, as {@link StackText} has it
 * @param <T> type of the record
 */
public record FailedRecord<T>(
        T record,
        Instant timestamp,
        String operator,
        @Nullable String position,
        String error,
        @Nullable String message,
        @Nullable RecordOrigin origin,
        String stack) {

    /**
     * Makes one of what was thrown.
     *
     * @param record the record as it came to the operator
     * @param timestamp its event time
     * @param operator name of the operator in the pipeline
     * @param origin where the record came from, or null
     * @param thrown why it failed
     * @param <T> type of the record
     * @return the failed record
     */
    public static <T> FailedRecord<T> of(
            T record, Instant timestamp, String operator, @Nullable RecordOrigin origin, Throwable thrown) {
        return new FailedRecord<>(
                record,
                timestamp,
                operator,
                origin == null ? null : origin.description(),
                thrown.getClass().getName(),
                thrown.getMessage(),
                origin,
                StackText.of(thrown));
    }

    /**
     * Tells a user what went wrong, as the failure of a job would.
     *
     * @return as {@code 'keyBy-1' at 'bids', list-0, position 57: ArithmeticException: / by zero}
     */
    public String describe() {
        String simpleError = error.substring(error.lastIndexOf('.') + 1);
        return "'" + operator + "'" + (position == null ? "" : " at " + position) + ": " + simpleError
                + (message == null ? "" : ": " + message);
    }
}
