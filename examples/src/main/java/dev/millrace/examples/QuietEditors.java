package dev.millrace.examples;

import dev.millrace.api.connector.Console;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.Source;
import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.RecordContext;
import dev.millrace.api.process.TimerContext;
import dev.millrace.api.process.Timers;
import dev.millrace.api.state.ListSpec;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.state.ValueSpec;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.Millrace;
import dev.millrace.examples.UserSessions.Edit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells which people who were busy editing Wikipedia have been quiet for half an hour, as soon as event time shows it: state and
 * timers, where {@link UserSessions} has windows.
 */
public final class QuietEditors {

    private QuietEditors() {}

    /**
     * Somebody who has stopped.
     *
     * @param user who
     * @param since time of the last edit
     * @param edits how many there were without such a silence between them
     */
    public record Quiet(String user, Instant since, int edits) {}

    /**
     * What somebody has done without a silence.
     *
     * @param last time of the last edit
     * @param edits how many
     */
    record Work(Instant last, int edits) {

        static Work after(@Nullable Work before, Instant time) {
            return new Work(time, before == null ? 1 : before.edits + 1);
        }

        /** The first moment at which it is too late to go on. */
        Instant end() {
            return last.plus(UserSessions.GAP).plusMillis(1);
        }
    }

    /** Edits wait for their turn, since they come out of order; the order of timers does the rest. */
    private record Inactivity() implements ProcessFunction<String, Edit, Quiet> {

        private static final ListSpec<Instant> WAITING = StateSpec.list("waiting", Instant.class);
        private static final ValueSpec<Work> WORK = StateSpec.value("work", Work.class);

        @Override
        public List<StateSpec<?>> states() {
            return List.of(WAITING, WORK);
        }

        @Override
        public void process(RecordContext<String, Edit, Quiet> edit) {
            edit.state(WAITING).add(edit.timestamp());
            edit.eventTimers().set(edit.timestamp().plusMillis(1));
        }

        @Override
        public void onTimer(TimerContext<String, Quiet> timer) {
            Work work = timer.state(WORK).get();
            if (work != null && !work.end().isAfter(timer.time())) {
                if (work.edits >= UserSessions.LONG_EDITS) {
                    timer.emit(new Quiet(timer.key(), work.last, work.edits));
                }
                timer.state(WORK).clear();
            }
            takeTurns(timer);
        }

        private static void takeTurns(TimerContext<String, Quiet> timer) {
            Timers timers = timer.eventTimers();
            List<Instant> later = new ArrayList<>();
            for (Instant time : timer.state(WAITING).get()) {
                if (time.isBefore(timer.time())) {
                    Work before = timer.state(WORK).get();
                    if (before != null) {
                        timers.delete(before.end());
                    }
                    Work work = Work.after(before, time);
                    timer.state(WORK).set(work);
                    timers.set(work.end());
                } else {
                    later.add(time);
                }
            }
            timer.state(WAITING).set(later);
        }
    }

    /**
     * Builds the pipeline.
     *
     * @param edits out of order by {@link UserSessions#OUT_OF_ORDER_BY} at most
     * @param quiet takes who has stopped after {@link UserSessions#LONG_EDITS} edits or more
     * @return the pipeline
     */
    public static Pipeline pipeline(Source<Edit> edits, Sink<? super Quiet> quiet) {
        Pipeline pipeline = Pipeline.named("quiet-editors");
        pipeline.read("edits", edits.eventTime(Edit::time).outOfOrderBy(UserSessions.OUT_OF_ORDER_BY))
                .filter(edit -> !edit.isRobot())
                .keyBy(Edit::user)
                .process("inactivity", new Inactivity())
                .write("quiet", quiet);
        return pipeline;
    }

    /**
     * Prints who has stopped.
     *
     * @param arguments none
     * @throws InterruptedException if the thread is interrupted
     */
    public static void main(String[] arguments) throws InterruptedException {
        Millrace.run(pipeline(UserSessions.edits(WikipediaHourly.file()), Console.table()));
    }
}
