package dev.millrace.api.pattern;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One match of a pattern, or the part of one that ran out of time.
 *
 * @param key the key
 * @param start event time of the first record
 * @param end event time of the last record
 * @param steps the records that each step has taken, by its name and in the order of the pattern; an empty list for a step that
 *     has taken none; absences are not in it
 * @param <K> type of the key
 * @param <T> type of the records
 */
public record PatternMatch<K, T>(K key, Instant start, Instant end, Map<String, List<T>> steps)
        implements StepRecords<T> {

    /** Copies. */
    public PatternMatch {
        Map<String, List<T>> copy = new LinkedHashMap<>();
        steps.forEach((name, records) -> copy.put(name, List.copyOf(records)));
        steps = Collections.unmodifiableMap(copy);
    }

    @Override
    public List<T> get(String step) {
        List<T> records = steps.get(step);
        if (records == null) {
            throw new IllegalArgumentException(PatternRules.unknown(step, steps.keySet()));
        }
        return records;
    }

    /**
     * All records.
     *
     * @return in the order in which they were taken
     */
    public List<T> records() {
        return steps.values().stream().flatMap(List::stream).toList();
    }
}
