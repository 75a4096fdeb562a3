package dev.millrace.engine.process;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.state.AggregatingSpec;
import dev.millrace.api.state.AggregatingState;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/** One accumulator for each id. */
final class AggregatesOfKeys extends KeyState implements AggregatingState<Object, Object> {

    private final Aggregate<Object, Object, Object> aggregate;
    private final SingleValues accumulators;

    @SuppressWarnings("unchecked") // the compiler checked the types where the state was declared
    AggregatesOfKeys(AggregatingSpec<?, ?> spec, KeyAtHand at) {
        super(spec, "aggregate", at);
        aggregate = (Aggregate<Object, Object, Object>) (Aggregate<?, ?, ?>) spec.aggregate();
        accumulators = new SingleValues(this);
    }

    @Override
    @SuppressWarnings("ConstantValue") // callers that are not null-marked
    public void add(Object value) throws Exception {
        if (value == null) {
            throw isNull("leave such values out");
        }
        int id = id();
        Object accumulator = accumulators.read(id);
        accumulators.write(
                id, aggregate.add(accumulator == null ? aggregate.create() : accumulator, value, now(), sequence()));
    }

    @Override
    public @Nullable Object get() throws Exception {
        Object accumulator = accumulators.read(id());
        return accumulator == null ? null : aggregate.result(accumulator);
    }

    @Override
    public void clear() {
        accumulators.remove(id());
    }

    @Override
    @Nullable
    Object shown() throws Exception {
        return get();
    }

    @Override
    int sweep(int id, long watermark, int looksMax) {
        return accumulators.sweep(id, watermark);
    }

    @Override
    void capture(int id, StateWriter out, long watermark) {
        accumulators.capture(id, out, watermark);
    }

    @Override
    void restore(int id, StateReader in, long timeOfOthers) {
        accumulators.restore(id, in, timeOfOthers);
    }

    @Override
    void weighValues(Footprint footprint) {
        accumulators.weigh(footprint);
    }
}
