package dev.millrace.testkit.pipelines;

import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.RecordContext;
import dev.millrace.api.process.SideOutput;
import dev.millrace.api.process.TimerContext;
import dev.millrace.api.state.ListSpec;
import dev.millrace.api.state.MapSpec;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.state.ValueSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Gives each key's records their turn in the order of event time, and tells what depends on that order. */
final class Sorting implements ProcessFunction<Integer, Event, Sorting.Turn> {

    static final SideOutput<Event> LATE = SideOutput.named("late");

    private static final long serialVersionUID = 1L;
    private static final ListSpec<Event> WAITING = StateSpec.list("waiting", Event.class);
    private static final ValueSpec<Long> PREVIOUS = StateSpec.value("previous", Long.class);
    private static final MapSpec<Long, Long> SEEN = StateSpec.map("seen", Long.class, Long.class);

    /**
     * What is known of a key once one of its records has had its turn.
     *
     * @param key of the record
     * @param event the record
     * @param sinceMillis since the previous record
     * @param seen how often its value has been seen
     */
    record Turn(int key, Event event, long sinceMillis, long seen) {}

    @Override
    public List<StateSpec<?>> states() {
        return List.of(WAITING, PREVIOUS, SEEN);
    }

    @Override
    public List<SideOutput<?>> outputs() {
        return List.of(LATE);
    }

    @Override
    public void process(RecordContext<Integer, Event, Turn> record) {
        if (record.isLate()) {
            record.emit(LATE, record.value());
            return;
        }
        record.state(WAITING).add(record.value());
        record.eventTimers().setMillis(record.timestampMillis() + 1);
    }

    @Override
    public void onTimer(TimerContext<Integer, Turn> timer) {
        List<Event> waiting = new ArrayList<>(timer.state(WAITING).get());
        waiting.sort(Comparator.comparingLong(Event::timeMillis));
        List<Event> later = new ArrayList<>();
        for (Event event : waiting) {
            if (event.timeMillis() >= timer.timeMillis()) {
                later.add(event);
                continue;
            }
            long previous = timer.state(PREVIOUS).getOrDefault(event.timeMillis());
            timer.state(PREVIOUS).set(event.timeMillis());
            long seen = 1 + timer.state(SEEN).getOrDefault(event.value(), 0L);
            timer.state(SEEN).put(event.value(), seen);
            timer.emit(new Turn(timer.key(), event, event.timeMillis() - previous, seen));
        }
        timer.state(WAITING).set(later);
    }
}
