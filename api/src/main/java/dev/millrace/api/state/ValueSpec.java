package dev.millrace.api.state;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Declares a state of one value for each key. Made by {@link StateSpec#value}.
 *
 * @param name unique in its function, not blank
 * @param type class of the value
 * @param ttl how long it is kept; null if until it is cleared
 * @param <V> type of the value
 */
public record ValueSpec<V>(
        String name, Class<? super V> type, @Nullable StateTtl ttl) implements StateSpec<ValueState<V>> {

    /** Validates. */
    public ValueSpec {
        SpecRules.requireName(name);
    }

    @Override
    public ValueSpec<V> expireAfter(Duration duration) {
        return expireAfter(duration, StateTtl.Refresh.ON_WRITE);
    }

    @Override
    public ValueSpec<V> expireAfter(Duration duration, StateTtl.Refresh refresh) {
        return new ValueSpec<>(name, type, new StateTtl(duration, refresh));
    }

    @Override
    public String describe() {
        return SpecRules.describe("value", name, type.getSimpleName(), ttl);
    }
}
