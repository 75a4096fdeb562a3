package dev.millrace.engine.process;

import dev.millrace.api.state.ValueSpec;
import dev.millrace.api.state.ValueState;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/** One value for each id. */
final class ValuesOfKeys extends KeyState implements ValueState<Object> {

    private final SingleValues values;

    ValuesOfKeys(ValueSpec<?> spec, KeyAtHand at) {
        super(spec, "value", at);
        values = new SingleValues(this);
    }

    @Override
    public @Nullable Object get() {
        return values.read(id());
    }

    @Override
    @SuppressWarnings("ConstantValue") // callers that are not null-marked
    public void set(Object value) {
        if (value == null) {
            throw isNull("clear() takes a value away");
        }
        values.write(id(), value);
    }

    @Override
    public void clear() {
        values.remove(id());
    }

    @Override
    @Nullable
    Object shown() {
        return get();
    }

    @Override
    int sweep(int id, long watermark, int looksMax) {
        return values.sweep(id, watermark);
    }

    @Override
    void capture(int id, StateWriter out, long watermark) {
        values.capture(id, out, watermark);
    }

    @Override
    void restore(int id, StateReader in, long timeOfOthers) {
        values.restore(id, in, timeOfOthers);
    }

    @Override
    void weighValues(Footprint footprint) {
        values.weigh(footprint);
    }
}
