package dev.millrace.sketches;

import java.util.List;

/**
 * The most frequent items.
 *
 * @param items all that may occur more often than {@code errorMax}, the most frequent first; of equal estimates the
 *     smaller item first, bytes compared as signed. Unmodifiable
 * @param errorMax no count is wrong by more than this; 0 if all are exact, and then all items are there
 * @param count number of records
 * @param <V> type of the items
 */
public record FrequentItems<V>(List<FrequentItem<V>> items, long errorMax, long count) {

    /** Copies. */
    public FrequentItems {
        items = List.copyOf(items);
    }
}
