package dev.millrace.examples.guide;

import dev.millrace.api.connector.Console;
import dev.millrace.api.failure.FailedRecord;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.StateFigures;
import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.RecordContext;
import dev.millrace.api.process.SideOutput;
import dev.millrace.api.process.TimerContext;
import dev.millrace.api.state.ListSpec;
import dev.millrace.api.state.MapSpec;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.state.StateTtl;
import dev.millrace.api.state.ValueSpec;
import dev.millrace.api.stream.ProcessedStream;
import dev.millrace.api.stream.Stream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The code of the page about state. */
final class StateSnippets {

    private StateSnippets() {}

    // snippet: payment
    record Payment(String card, double amount, String country, Instant time) {}
    // end

    // snippet: fraud
    record SmallThenLarge() implements ProcessFunction<String, Payment, String> {

        static final SideOutput<Payment> LATE = SideOutput.named("late");
        private static final ValueSpec<Instant> SMALL = StateSpec.value("small", Instant.class);

        @Override
        public List<StateSpec<?>> states() {
            return List.of(SMALL);
        }

        @Override
        public List<SideOutput<?>> outputs() {
            return List.of(LATE);
        }

        @Override
        public void process(RecordContext<String, Payment, String> payment) {
            if (payment.isLate()) {
                payment.emit(LATE, payment.value());
            } else if (payment.value().amount() < 1) {
                payment.state(SMALL).set(payment.timestamp());
                payment.eventTimers().set(payment.timestamp().plusSeconds(60));
            } else if (payment.value().amount() > 500 && payment.state(SMALL).get() != null) {
                payment.emit("card " + payment.key() + " was tried at "
                        + payment.state(SMALL).get());
            }
        }

        @Override
        public void onTimer(TimerContext<String, String> timer) {
            Instant small = timer.state(SMALL).get();
            if (small != null && !small.plusSeconds(60).isAfter(timer.time())) {
                timer.state(SMALL).clear();
            }
        }
    }
    // end

    static ProcessedStream<Payment, String> suspicious(Stream<Payment> payments) {
        // snippet: process
        ProcessedStream<Payment, String> suspicious =
                payments.keyBy(Payment::card).process("small-then-large", new SmallThenLarge());

        suspicious.write("alerts", Console.lines());
        suspicious.side(SmallThenLarge.LATE).write("late", Console.table());
        // end
        return suspicious;
    }

    static void failed(ProcessedStream<Payment, String> suspicious) {
        // snippet: failed
        Stream<FailedRecord<Payment>> failed = suspicious.failed();
        // end
        failed.write("failed", Console.table());
    }

    // snippet: expiry
    static final MapSpec<String, Integer> COUNTRIES = StateSpec.<String, Integer>map(
                    "countries", String.class, Integer.class)
            .expireAfter(Duration.ofDays(30), StateTtl.Refresh.ON_READ_AND_WRITE);
    // end

    static StateFigures figures(Job job) {
        // snippet: figures
        StateFigures figures = job.state("small-then-large", "small");
        // end
        return figures;
    }

    // snippet: sorting
    record InOrder() implements ProcessFunction<String, Payment, Payment> {

        private static final ListSpec<Payment> WAITING = StateSpec.list("waiting", Payment.class);

        @Override
        public List<StateSpec<?>> states() {
            return List.of(WAITING);
        }

        @Override
        public void process(RecordContext<String, Payment, Payment> payment) {
            payment.state(WAITING).add(payment.value());
            payment.eventTimers().set(payment.timestamp().plusMillis(1));
        }

        @Override
        public void onTimer(TimerContext<String, Payment> timer) {
            List<Payment> waiting = new ArrayList<>(timer.state(WAITING).get());
            waiting.sort(Comparator.comparing(Payment::time));
            while (!waiting.isEmpty() && waiting.get(0).time().isBefore(timer.time())) {
                Payment next = waiting.remove(0);
                timer.emit(next, next.time());
            }
            timer.state(WAITING).set(waiting);
        }
    }
    // end
}
