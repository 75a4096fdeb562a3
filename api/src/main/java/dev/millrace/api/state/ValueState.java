package dev.millrace.api.state;

import org.jspecify.annotations.Nullable;

/**
 * One value of the key at hand. To be used only within the call that gave it, on its thread; else methods throw an
 * {@link IllegalStateException}.
 *
 * <p>Values must not be changed after they were set: set a new one.
 *
 * @param <V> type of the value
 */
public interface ValueState<V> {

    /**
     * The value.
     *
     * @return null if there is none, or it is expired
     */
    @Nullable
    V get();

    /**
     * The value, or another if there is none.
     *
     * @param otherwise what to return instead
     * @return never null
     */
    default V getOrDefault(V otherwise) {
        V value = get();
        return value == null ? otherwise : value;
    }

    /**
     * Sets the value, in place of the one before.
     *
     * @param value not null
     * @throws NullPointerException if it is null; {@link #clear} takes a value away
     */
    void set(V value);

    /** Takes the value away, if there is one. */
    void clear();
}
