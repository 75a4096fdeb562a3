package dev.millrace.it.recovery;

import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.RecordContext;
import dev.millrace.api.process.TimerContext;
import dev.millrace.api.state.ListSpec;
import dev.millrace.api.state.MapSpec;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.state.ValueSpec;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.testkit.ScriptedSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * The pipeline of the checkpoints that are kept for ever: one of each kind of state. It, its types, its names and its input stay
 * as they are, as the stored checkpoints are of it.
 */
final class GoldenPipeline {

    private static final int ORDERS = 60;
    private static final int VISITS = 40;

    /** A batch. */
    private static final int FIRST_PART = 16;

    private static final long SEED = 20;
    private static final long STEP_MILLIS = 700;

    enum Status {
        OPEN,
        PAID,
        SENT
    }

    record Order(long customer, String shop, long cents, Status status, long time) {}

    record Visit(String person, String shop, List<String> pages, long time) {}

    final ScriptedSource<Order> orders = ScriptedSource.bounded(1);
    final ScriptedSource<Visit> visits = ScriptedSource.bounded(1);
    final StoredLines lines = new StoredLines();
    final Pipeline pipeline = Pipeline.named("golden");

    private final List<Order> allOrders = new ArrayList<>();
    private final List<Visit> allVisits = new ArrayList<>();

    GoldenPipeline() {
        Random random = new Random(SEED);
        for (int i = 0; i < ORDERS; i++) {
            long time = i * STEP_MILLIS - random.nextInt(2_000);
            allOrders.add(new Order(
                    random.nextInt(4), "shop " + random.nextInt(3), random.nextInt(500), Status.values()[i % 3], time));
        }
        for (int i = 0; i < VISITS; i++) {
            long time = i * STEP_MILLIS - random.nextInt(1_000);
            allVisits.add(new Visit("p" + random.nextInt(5), "shop " + random.nextInt(3), List.of("/", "/" + i), time));
        }
        Stream<Order> order =
                pipeline.read("orders", orders.eventTimeMillis(Order::time).outOfOrderBy(Duration.ofSeconds(3)));
        Stream<Visit> visit =
                pipeline.read("visits", visits.eventTimeMillis(Visit::time).outOfOrderBy(Duration.ofSeconds(3)));
        Stream<String> turnover = order.keyBy(Order::shop)
                .window(tumbling(Duration.ofSeconds(10)))
                .aggregate("turnover", sum(Order::cents))
                .map(window -> "turnover of " + window.key() + " from " + window.start() + ": " + window.value());
        Stream<String> met = order.join("met", visit)
                .on(Order::shop, Visit::shop)
                .between(Duration.ofSeconds(2), Duration.ofSeconds(1))
                .inner((left, right) -> "met " + left.cents() + " and " + right.person() + right.pages());
        Stream<String> latest = order.keyBy(Order::customer)
                .toTable("latest", Order::status)
                .toStream("latest-changes")
                .map(change -> "latest of " + change.key() + ": " + change.kind() + " " + change.value());
        Stream<String> streaks = order.keyBy(Order::customer).process("streaks", new Streaks());
        turnover.union(met, latest, streaks).write("lines", lines);
    }

    /** What was there when the stored checkpoints were made. */
    void giveFirstHalf() {
        orders.split(0).add(allOrders.subList(0, ORDERS / 2));
        visits.split(0).add(allVisits.subList(0, VISITS / 2));
    }

    /** What was there when the first of two was made. */
    void giveFirstPart() {
        orders.split(0).add(allOrders.subList(0, FIRST_PART));
        visits.split(0).add(allVisits.subList(0, FIRST_PART));
    }

    /** What came before the second was made. */
    void giveSecondPart() {
        orders.split(0).add(allOrders.subList(FIRST_PART, ORDERS / 2));
        visits.split(0).add(allVisits.subList(FIRST_PART, VISITS / 2));
    }

    void giveSecondHalf() {
        orders.split(0).add(allOrders.subList(ORDERS / 2, ORDERS));
        visits.split(0).add(allVisits.subList(VISITS / 2, VISITS));
        orders.end();
        visits.end();
    }

    /** Sums up by status, and says so five seconds after the last order. */
    record Streaks() implements ProcessFunction<Long, Order, String> {

        private static final ValueSpec<Instant> LAST = StateSpec.value("last", Instant.class);
        private static final MapSpec<Status, Long> SUMS = StateSpec.map("sums", Status.class, Long.class);
        private static final ListSpec<Order> ORDERS = StateSpec.list("orders", Order.class);

        @Override
        public List<StateSpec<?>> states() {
            return List.of(LAST, SUMS, ORDERS);
        }

        @Override
        public void process(RecordContext<Long, Order, String> order) {
            Long sum = order.state(SUMS).get(order.value().status());
            order.state(SUMS)
                    .put(
                            order.value().status(),
                            (sum == null ? 0 : sum) + order.value().cents());
            order.state(ORDERS).add(order.value());
            Instant last = order.state(LAST).get();
            if (last == null || last.isBefore(order.timestamp())) {
                order.state(LAST).set(order.timestamp());
            }
            order.eventTimers().set(order.timestamp().plusSeconds(5));
        }

        @Override
        public void onTimer(TimerContext<Long, String> timer) {
            Instant last = timer.state(LAST).get();
            if (last != null && last.plusSeconds(5).equals(timer.time())) {
                long paid = timer.state(SUMS).get(Status.PAID) == null
                        ? 0
                        : timer.state(SUMS).get(Status.PAID);
                timer.emit("streak of " + timer.key() + ": "
                        + timer.state(ORDERS).get().size() + " orders, " + paid + " paid");
                timer.state(ORDERS).clear();
            }
        }
    }
}
