package dev.millrace.api.state;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Declares a state of a map for each key of the stream. Made by {@link StateSpec#map}.
 *
 * @param name unique in its function, not blank
 * @param keyType class of the keys of the map
 * @param valueType class of its values
 * @param ttl how long each entry is kept; null if until it is removed
 * @param <M> type of the keys of the map
 * @param <V> type of its values
 */
public record MapSpec<M, V>(
        String name,
        Class<? super M> keyType,
        Class<? super V> valueType,
        @Nullable StateTtl ttl) implements StateSpec<MapState<M, V>> {

    /** Validates. */
    public MapSpec {
        SpecRules.requireName(name);
    }

    @Override
    public MapSpec<M, V> expireAfter(Duration duration) {
        return expireAfter(duration, StateTtl.Refresh.ON_WRITE);
    }

    @Override
    public MapSpec<M, V> expireAfter(Duration duration, StateTtl.Refresh refresh) {
        return new MapSpec<>(name, keyType, valueType, new StateTtl(duration, refresh));
    }

    @Override
    public String describe() {
        return SpecRules.describe("map", name, keyType.getSimpleName() + " to " + valueType.getSimpleName(), ttl);
    }
}
