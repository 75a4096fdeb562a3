package dev.millrace.testkit.pipelines;

import static dev.millrace.api.aggregate.Aggregates.sum;

import dev.millrace.api.pattern.Pattern;
import dev.millrace.api.stream.PatternMatches;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.ProcessedStream;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.table.Change;
import dev.millrace.api.window.LateRecord;
import java.time.Duration;
import java.util.Random;

/** Pipelines of plain functions, and of operators that know something of each key. */
final class KeyedTopologies {

    private KeyedTopologies() {}

    static void functions(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random) {
        Stream<Event> left = events.read(pipeline, "left").filter(event -> event.value() % 3 != 0);
        Stream<Event> right = events.read(pipeline, "right")
                .map(event -> new Event(event.key(), event.timeMillis(), -event.value() - 1, event.split() + 10));
        outputs.writeOrdered(left.union(right), "all", Event::split);
        outputs.writeOrdered(
                right.flatMap((event, out) -> {
                    for (int i = 0; i < event.key() % 3; i++) {
                        out.accept(event);
                    }
                }),
                "more",
                Event::split);
    }

    static void running(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random) {
        outputs.writeOrdered(
                events.readInOrder(pipeline, "events")
                        .keyBy(Event::key)
                        .aggregate("sums", sum(Event::value))
                        .changes(),
                "changes",
                Change::key);
    }

    static void deduplicate(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random) {
        outputs.write(
                events.readInOrder(pipeline, "events")
                        .keyBy(Event::value)
                        .deduplicate("first", Duration.ofMillis(1 + random.nextInt(1_000))),
                "kept");
    }

    static void process(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random) {
        ProcessedStream<Event, Sorting.Turn> sorted =
                events.read(pipeline, "events").keyBy(Event::key).process("sorted", new Sorting());
        outputs.writeOrdered(sorted, "turns", Sorting.Turn::key);
        outputs.write(sorted.side(Sorting.LATE), "late");
    }

    static void pattern(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random) {
        long high = 40L + random.nextInt(50);
        Pattern<Event> pattern = Pattern.<Event>begin("low", event -> event.value() < 50)
                .followedBy("high", event -> event.value() >= high)
                .oneOrMore()
                .notFollowedBy("zero", event -> event.value() == 0)
                .within(Duration.ofMillis(20 + random.nextInt(300)))
                .skipPastLast();
        PatternMatches<Event, Integer> matches =
                events.read(pipeline, "events").keyBy(Event::key).match("found", pattern);
        outputs.write(matches, "matches");
        outputs.write(matches.timedOut(), "timed-out");
        outputs.write(matches.late(), "late", LateRecord::record);
    }
}
