package dev.millrace.api.state;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map of the key at hand. To be used only within the call that gave it, on its thread; else methods throw an
 * {@link IllegalStateException}.
 *
 * <p>Each entry expires by itself. Keys and values must not be changed after they were put.
 *
 * @param <M> type of the keys of the map
 * @param <V> type of the values
 */
public interface MapState<M, V> {

    /**
     * The value of a key.
     *
     * @param key not null
     * @return null if there is none, or it is expired
     */
    @Nullable
    V get(M key);

    /**
     * The value of a key, or another if there is none.
     *
     * @param key not null
     * @param otherwise what to return instead
     * @return never null
     */
    default V getOrDefault(M key, V otherwise) {
        V value = get(key);
        return value == null ? otherwise : value;
    }

    /**
     * Whether a key has a value. Not a read that keeps it from expiring.
     *
     * @param key not null
     * @return true if there is one that is not expired
     */
    boolean contains(M key);

    /**
     * Gives a key a value, in place of the one before.
     *
     * @param key not null
     * @param value not null
     */
    void put(M key, V value);

    /**
     * Takes away the value of a key, if it has one.
     *
     * @param key not null
     */
    void remove(M key);

    /**
     * All entries that are not expired, in the order in which their keys were put first.
     *
     * @return a copy that cannot be changed
     */
    Map<M, V> entries();

    /**
     * How many entries there are that are not expired. Not a read that keeps them from expiring. With a time to live it
     * looks at all of them.
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

    /** Takes all entries away. */
    void clear();
}
