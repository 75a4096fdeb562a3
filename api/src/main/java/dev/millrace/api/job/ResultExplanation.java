package dev.millrace.api.job;

import dev.millrace.api.failure.RecordOrigin;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The records behind one result, as a replay has found them. Immutable; holds the records themselves.
 *
 * @param operator that gave the result
 * @param result as the operator gave it; empty if none of those of the replay is asked for
 * @param fromEpoch the checkpoint from which was replayed; 0 for the beginning
 * @param toEpoch the checkpoint up to which was replayed
 * @param isExact whether the result is made of these records and no others; if not, they are candidates: what had come for its
 *     key, and may be in it
 * @param isComplete whether it is made of nothing else; if not, some of it came before the replay, or there are more records than
 *     are named
 * @param records in the order in which they were read
 * @param notes sentences that say why it is not exact or not complete; empty if it is both
 */
public record ResultExplanation(
        String operator,
        Optional<Object> result,
        long fromEpoch,
        long toEpoch,
        boolean isExact,
        boolean isComplete,
        List<Input> records,
        List<String> notes) {

    /** The most records that are named. */
    public static final int RECORDS_MAX = 10_000;

    /** Copies. */
    public ResultExplanation {
        records = List.copyOf(records);
        notes = List.copyOf(notes);
    }

    /**
     * A record of a source.
     *
     * @param origin where it stood
     * @param timestamp its event time as it came to the first operator that keeps something
     * @param value the record as its source gave it
     */
    public record Input(RecordOrigin origin, Instant timestamp, Object value) {}

    /**
     * Tells all of it to people.
     *
     * @return lines, ending with a line break
     */
    public String describe() {
        StringBuilder text = new StringBuilder();
        text.append(result.map(found -> "'" + operator + "' gave " + found)
                        .orElse("'" + operator + "' gave no such result"))
                .append(fromEpoch == 0 ? ", from the beginning" : ", from epoch " + fromEpoch)
                .append(" to epoch ")
                .append(toEpoch)
                .append('\n');
        notes.forEach(note -> text.append("  ").append(note).append('\n'));
        if (result.isPresent()) {
            text.append("  ")
                    .append(isExact ? "made of " : "candidates: ")
                    .append(records.size())
                    .append(records.size() == 1 ? " record" : " records")
                    .append('\n');
            for (Input record : records) {
                text.append("    ")
                        .append(record.origin().description())
                        .append(": ")
                        .append(record.value())
                        .append('\n');
            }
        }
        return text.toString();
    }
}
