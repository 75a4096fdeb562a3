package dev.millrace.api.view;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What one state holds, by key, as of the moment of its view. Immutable and thread-safe; it may be read any number of times.
 *
 * <p>Nothing is decoded before it is asked for. Looking for one key decodes the keys of its shard, a 128th of all, and looking
 * at all of them decodes the rest; both are remembered for as long as the view. Values are shared by all who ask: do not change
 * them where their class would let you.
 *
 * @param <K> type of the keys
 * @param <V> type of what there is for a key
 */
public interface StateRows<K, V> {

    /**
     * What there is for a key.
     *
     * @param key of the type that the pipeline uses, not null
     * @return empty if the key is not known, or has nothing
     * @throws IllegalArgumentException if it is of a type that cannot be a key
     */
    Optional<V> get(K key);

    /**
     * Everything.
     *
     * @return an immutable map, in no certain order
     */
    Map<K, V> asMap();

    /**
     * The keys that have something.
     *
     * @return an immutable set, in no certain order
     */
    default Set<K> keys() {
        return asMap().keySet();
    }

    /**
     * How many keys have something.
     *
     * @return not negative
     */
    default int size() {
        return asMap().size();
    }

    /**
     * Every key with what there is for it.
     *
     * @return a new stream of immutable entries, in no certain order
     */
    default Stream<Map.Entry<K, V>> rows() {
        return asMap().entrySet().stream();
    }
}
