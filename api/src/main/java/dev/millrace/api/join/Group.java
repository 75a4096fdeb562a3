package dev.millrace.api.join;

import java.util.List;

/** The records of one key and window, by input. Immutable; may be kept. */
public interface Group {

    /**
     * The records of one input.
     *
     * @param tag of the input
     * @param <T> type of the records
     * @return in the order of event time; unmodifiable; empty if there are none
     * @throws IllegalArgumentException if the co-group has no such input
     */
    <T> List<T> of(Tag<T> tag);
}
