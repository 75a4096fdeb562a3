package dev.millrace.testkit.pipelines;

import dev.millrace.api.aggregate.Aggregates;
import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.RecordContext;
import dev.millrace.api.process.TimerContext;
import dev.millrace.api.state.AggregatingSpec;
import dev.millrace.api.state.MapSpec;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.state.ValueSpec;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps state for a while, and has a timer say later that it has been. */
final class Expiring implements ProcessFunction<Integer, Event, Expiring.Seen> {

    private static final long serialVersionUID = 1L;
    private static final long LATER_MILLIS = 70;

    private final ValueSpec<Long> last;
    private final MapSpec<Long, Long> byValue;
    private final AggregatingSpec<Event, Long> sum;

    /**
     * What a record or a timer sees.
     *
     * @param key of the record
     * @param timeMillis of the record or timer
     * @param last value, or -1; a timer sees nothing, as it comes between two batches
     * @param values how many different ones are known
     * @param sum of the values
     */
    record Seen(int key, long timeMillis, long last, int values, long sum) {}

    Expiring(Duration ttl) {
        last = StateSpec.value("last", Long.class).expireAfter(ttl);
        byValue = StateSpec.map("by-value", Long.class, Long.class).expireAfter(ttl.multipliedBy(2));
        sum = StateSpec.aggregating("sum", Aggregates.sum(Event::value));
    }

    @Override
    public List<StateSpec<?>> states() {
        return List.of(last, byValue, sum);
    }

    @Override
    public void process(RecordContext<Integer, Event, Seen> record) throws Exception {
        Event event = record.value();
        record.emit(new Seen(
                record.key(),
                event.timeMillis(),
                record.state(last).getOrDefault(-1L),
                record.state(byValue).size(),
                orZero(record.state(sum).get())));
        record.state(last).set(event.value());
        record.state(byValue).put(event.value(), event.timeMillis());
        record.state(sum).add(event);
        record.eventTimers().setMillis(event.timeMillis() + LATER_MILLIS);
    }

    private static long orZero(@Nullable Long value) {
        return value == null ? 0 : value;
    }

    @Override
    public void onTimer(TimerContext<Integer, Seen> timer) {
        timer.emit(new Seen(timer.key(), timer.timeMillis(), -2, 0, 0));
    }
}
