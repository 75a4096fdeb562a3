package dev.millrace.testkit.pipelines;

import static dev.millrace.api.aggregate.Aggregates.allOf;
import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.countDistinct;
import static dev.millrace.api.aggregate.Aggregates.max;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static dev.millrace.api.aggregate.Aggregates.topN;
import static dev.millrace.api.aggregate.Aggregates.variance;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.SeveralResults;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.WindowedResults;
import dev.millrace.api.stream.WindowedStream;
import dev.millrace.api.window.LateRecord;
import dev.millrace.api.window.WindowResult;
import dev.millrace.api.window.WindowSpec;
import dev.millrace.api.window.Windows;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Pipelines with windows. */
final class WindowTopologies {

    private WindowTopologies() {}

    /** Four figures of a window. */
    record Figures(long count, long sum, long max, long keys) {}

    /** Two that need more than numbers. */
    record Lists(List<Long> values, List<Event> top, double variance) {}

    private static Aggregate<Event, ?, ?> aggregate(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> count();
            case 1 -> allOf(count(), sum(Event::value), max(Event::value), countDistinct(Event::value), Figures::new);
            case 2 -> allOf(collect(Event::value), topN(3, Event::timeMillis), variance(Event::value), Lists::new);
            default -> sum(Event::value);
        };
    }

    private static Duration size(Random random) {
        return Duration.ofMillis(20 + random.nextInt(random.nextBoolean() ? 200 : 3_000));
    }

    static void tumbling(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random) {
        windowed(events.read(pipeline, "events"), outputs, random, Windows.tumbling(size(random)));
    }

    static void sliding(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random) {
        Duration slide = Duration.ofMillis(10 + random.nextInt(300));
        Duration size = slide.multipliedBy(1 + random.nextInt(4)).plusMillis(random.nextInt(10));
        windowed(events.read(pipeline, "events"), outputs, random, Windows.sliding(size, slide));
    }

    static void session(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random) {
        windowed(events.readInTime(pipeline, "events"), outputs, random, Windows.session(size(random)));
    }

    private static void windowed(Stream<Event> events, Outputs outputs, Random random, WindowSpec<Object> window) {
        write(events.keyBy(Event::key).window(window).aggregate("results", aggregate(random)), outputs);
    }

    private static <R> void write(WindowedResults<Event, Integer, R> results, Outputs outputs) {
        outputs.writeAll(results, "windows", Result::finals);
        outputs.write(results.late(), "late", LateRecord::record);
    }

    static void counting(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random) {
        WindowedResults<Event, Integer, List<Long>> results = events.readInOrder(pipeline, "events")
                .keyBy(Event::key)
                .window(Windows.count(1 + random.nextInt(9)))
                .aggregate("results", collect(Event::value));
        outputs.writeAll(results, "windows", Result::finals);
    }

    static void early(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random) {
        WindowedStream<Event, Integer> windows = events.read(pipeline, "events")
                .keyBy(Event::key)
                .window(Windows.tumbling(size(random)))
                .earlyEvery(Duration.ofMillis(5 + random.nextInt(200)));
        windows = random.nextBoolean() ? windows.earlyEvery(1L + random.nextInt(5)) : windows;
        write(windows.aggregate("results", aggregate(random)), outputs);
    }

    static void twoStages(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random) {
        Stream<WindowResult<Integer, Long>> first = events.read(pipeline, "events")
                .keyBy(Event::key)
                .window(Windows.tumbling(size(random)))
                .aggregate("first", count());
        Aggregate<WindowResult<Integer, Long>, ?, Long> most = max(WindowResult::value);
        outputs.writeAll(
                first.keyBy(result -> result.key() % 3)
                        .window(Windows.tumbling(size(random)))
                        .aggregate("second", most),
                "windows",
                Result::finals);
        outputs.writeAll(first, "first-windows", Result::finals);
    }

    static void severalWindowsInTime(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random) {
        WindowSpec<Object> small = Windows.tumbling(size(random));
        WindowSpec<Object> sessions = Windows.session(size(random));
        WindowSpec<Object> large = Windows.sliding(Duration.ofMillis(90), Duration.ofMillis(40));
        SeveralResults<Event, Integer, List<Long>> results = events.readInTime(pipeline, "events")
                .keyBy(Event::key)
                .windows(sessions, small, large)
                .aggregate("results", allOf(count(), sum(Event::value), List::of));
        outputs.writeAll(results.of(small), "tumbling", Result::finals);
        outputs.writeAll(results.of(large), "sliding", Result::finals);
        outputs.writeAll(results.of(sessions), "session", Result::finals);
        outputs.write(results.late(), "late", LateRecord::record);
    }

    static void trailing(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random) {
        WindowedResults<Event, Integer, List<Long>> results = events.read(pipeline, "events")
                .keyBy(Event::key)
                .window(Windows.trailing(size(random)))
                .aggregate("results", allOf(count(), sum(Event::value), List::of));
        write(results, outputs);
    }

    static void severalWindows(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random) {
        WindowSpec<Object> small = Windows.tumbling(size(random));
        WindowSpec<Object> sessions = Windows.session(size(random));
        SeveralResults<Event, Integer, List<Long>> results = events.read(pipeline, "events")
                .keyBy(Event::key)
                .windows(small, sessions)
                .aggregate("results", allOf(count(), sum(Event::value), List::of));
        outputs.writeAll(results.of(small), "tumbling", Result::finals);
        // A session that is still there may save a late record, as batches fall: neither sessions nor what is late of
        // all
        // kinds is the same each time.
        results.of(sessions).write("session", new CollectingSink<>());
        results.late().write("late", new CollectingSink<>());
    }
}
