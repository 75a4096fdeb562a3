package dev.millrace.it.memory;

import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.session;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.Generator;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.job.MemoryExceededException;
import dev.millrace.api.pattern.Pattern;
import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.RecordContext;
import dev.millrace.api.state.ListSpec;
import dev.millrace.api.state.MapSpec;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.engine.EmbeddedRuntime;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** A process with a small heap, in which one job after the other keeps more and more. Says how each ends. */
final class SmallHeap {

    /** Before the name of a job that ended as it should. */
    static final String STOPPED = "stopped: ";

    /** By far more than fit into memory, all within the same hours. */
    private static final long RECORDS = 50_000_000;

    private static final Duration LONG = Duration.ofDays(100);

    private static final ListSpec<Order> ORDERS = StateSpec.list("orders", Order.class);
    private static final MapSpec<Long, String> ITEMS = StateSpec.map("items", Long.class, String.class);

    record Order(long number, String customer, String item) {}

    private record Lists() implements ProcessFunction<Long, Order, Order> {

        @Override
        public List<StateSpec<?>> states() {
            return List.of(ORDERS);
        }

        @Override
        public void process(RecordContext<Long, Order, Order> order) {
            order.state(ORDERS).add(order.value());
        }
    }

    private record Maps() implements ProcessFunction<Long, Order, Order> {

        @Override
        public List<StateSpec<?>> states() {
            return List.of(ITEMS);
        }

        @Override
        public void process(RecordContext<Long, Order, Order> order) {
            order.state(ITEMS).put(order.value().number(), order.value().item());
        }
    }

    private SmallHeap() {}

    /** What grows, by its name. */
    static Map<String, Consumer<Pipeline>> jobs() {
        Map<String, Consumer<Pipeline>> jobs = new LinkedHashMap<>();
        jobs.put(
                "numbers",
                pipeline -> orders(pipeline, "orders")
                        .keyBy(Order::number)
                        .aggregate("numbers", count())
                        .changes()
                        .filter(change -> change.value() > 1)
                        .write("out", new CollectingSink<>()));
        jobs.put(
                "names",
                pipeline -> orders(pipeline, "orders")
                        .keyBy(Order::customer)
                        .window(tumbling(LONG))
                        .aggregate("names", count())
                        .write("out", new CollectingSink<>()));
        jobs.put(
                "lists",
                pipeline -> orders(pipeline, "orders")
                        .keyBy(order -> order.number() % 1_000)
                        .window(tumbling(LONG))
                        .aggregate("lists", collect(order -> order))
                        .write("out", new CollectingSink<>()));
        jobs.put(
                "sessions",
                pipeline -> orders(pipeline, "orders")
                        .keyBy(Order::number)
                        .window(session(LONG))
                        .aggregate("sessions", count())
                        .write("out", new CollectingSink<>()));
        jobs.put(
                "one list",
                pipeline -> orders(pipeline, "orders")
                        .keyBy(order -> 1)
                        .window(tumbling(LONG))
                        .aggregate("one list", collect(Order::item))
                        .write("out", new CollectingSink<>()));
        jobs.put(
                "list states",
                pipeline -> orders(pipeline, "orders")
                        .keyBy(order -> order.number() % 1_000)
                        .process("list states", new Lists())
                        .write("out", new CollectingSink<>()));
        jobs.put(
                "map states",
                pipeline -> orders(pipeline, "orders")
                        .keyBy(order -> order.number() % 1_000)
                        .process("map states", new Maps())
                        .write("out", new CollectingSink<>()));
        jobs.put(
                "table",
                pipeline -> orders(pipeline, "orders")
                        .keyBy(Order::customer)
                        .toTable("table")
                        .changes()
                        .filter(change -> change.value().number() < 0)
                        .write("out", new CollectingSink<>()));
        jobs.put(
                "join",
                pipeline -> orders(pipeline, "left")
                        .join("join", orders(pipeline, "right"))
                        .on(Order::number, order -> -1 - order.number())
                        .retain(LONG)
                        .inner((left, right) -> left)
                        .write("out", new CollectingSink<>()));
        jobs.put(
                "window join",
                pipeline -> orders(pipeline, "left")
                        .join("window join", orders(pipeline, "right"))
                        .on(Order::customer, Order::customer)
                        .within(tumbling(LONG))
                        .inner((left, right) -> left)
                        .write("out", new CollectingSink<>()));
        jobs.put(
                "pattern",
                pipeline -> orders(pipeline, "orders")
                        .keyBy(order -> order.number() / 10)
                        .match(
                                "pattern",
                                Pattern.<Order>begin("first", order -> true)
                                        .followedBy("never", order -> order.number() < 0)
                                        .within(LONG))
                        .map(match -> match.key().toString())
                        .write("out", new CollectingSink<>()));
        return jobs;
    }

    private static Stream<Order> orders(Pipeline pipeline, String name) {
        return pipeline.read(
                name,
                Generator.of(i -> new Order(i, "customer " + i, "an item of some length, number " + i))
                        .limit(RECORDS)
                        .eventTimeMillis(Order::number));
    }

    public static void main(String[] args) throws InterruptedException {
        for (Map.Entry<String, Consumer<Pipeline>> job : jobs().entrySet()) {
            Pipeline pipeline = Pipeline.named(job.getKey());
            job.getValue().accept(pipeline);
            run(pipeline);
        }
    }

    private static void run(Pipeline pipeline) throws InterruptedException {
        try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(2).build();
                Job job = runtime.start(pipeline)) {
            job.await();
        } catch (JobFailedException failed) {
            if (!(failed.getCause() instanceof MemoryExceededException exceeded)
                    || !exceeded.operator().equals(pipeline.name())) {
                throw failed;
            }
            System.out.println(STOPPED + pipeline.name());
            System.err.println(failed.getMessage());
        }
    }
}
