package dev.millrace.api.state;

import java.util.List;

/**
 * A list of values of the key at hand, in the order in which they were added. To be used only within the call that gave it, on
 * its thread; else methods throw an {@link IllegalStateException}.
 *
 * <p>Each element expires by itself. Elements must not be changed after they were added.
 *
 * @param <V> type of the elements
 */
public interface ListState<V> {

    /**
     * All elements that are not expired.
     *
     * @return a copy that cannot be changed
     */
    List<V> get();

    /**
     * How many elements there are that are not expired. Not a read that keeps them from expiring.
     *
     * @return 0 for a key that has none
     */
    int size();

    /**
     * Whether there is none.
     *
     * @return true if the size is 0
     */
    default boolean isEmpty() {
        return size() == 0;
    }

    /**
     * Adds an element to the end.
     *
     * @param value not null
     */
    void add(V value);

    /**
     * Adds elements to the end.
     *
     * @param values in their order, none of them null
     */
    default void addAll(Iterable<? extends V> values) {
        values.forEach(this::add);
    }

    /**
     * Replaces all elements.
     *
     * @param values the new ones, none of them null
     */
    default void set(Iterable<? extends V> values) {
        clear();
        addAll(values);
    }

    /** Takes all elements away. */
    void clear();
}
