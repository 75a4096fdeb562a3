package dev.millrace.api.state;

import dev.millrace.api.aggregate.Aggregate;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Declares a state of one aggregate for each key. Made by {@link StateSpec#aggregating}.
 *
 * @param name unique in its function, not blank
 * @param aggregate what is computed
 * @param ttl how long the accumulator is kept; null if until it is cleared
 * @param <V> type of what is added
 * @param <R> type of the result
 */
public record AggregatingSpec<V, R>(
        String name,
        Aggregate<? super V, ?, R> aggregate,
        @Nullable StateTtl ttl) implements StateSpec<AggregatingState<V, R>> {

    /** Validates. */
    public AggregatingSpec {
        SpecRules.requireName(name);
        if (aggregate.isOrdered()) {
            throw new IllegalArgumentException("the state '" + name + "' is added to as records come, but "
                    + aggregate.describe()
                    + " needs them in the order of event time; use an aggregate that does not, or keep"
                    + " a list and sort it");
        }
    }

    @Override
    public AggregatingSpec<V, R> expireAfter(Duration duration) {
        return expireAfter(duration, StateTtl.Refresh.ON_WRITE);
    }

    @Override
    public AggregatingSpec<V, R> expireAfter(Duration duration, StateTtl.Refresh refresh) {
        return new AggregatingSpec<>(name, aggregate, new StateTtl(duration, refresh));
    }

    @Override
    public String describe() {
        return SpecRules.describe("aggregate", name, aggregate.describe(), ttl);
    }
}
