package dev.millrace.api.view;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a search for a pattern has found so far, and may yet become a match.
 *
 * @param start event time of the first record
 * @param end event time of the last record
 * @param steps the records that each step has taken so far, by its name and in the order of the pattern; an empty list for a
 *     step that has taken none
 * @param awaited name of the step that is to take the next record; empty if only time has to pass
 * @param <T> type of the records
 */
public record PartialMatch<T>(Instant start, Instant end, Map<String, List<T>> steps, Optional<String> awaited) {

    /** Copies. */
    public PartialMatch {
        Map<String, List<T>> copy = new LinkedHashMap<>();
        steps.forEach((name, records) -> copy.put(name, List.copyOf(records)));
        steps = Collections.unmodifiableMap(copy);
    }
}
