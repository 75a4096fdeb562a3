package dev.millrace.testkit.pipelines;

import static dev.millrace.api.aggregate.Aggregates.sum;

import dev.millrace.api.lookup.Lookup;
import dev.millrace.api.pattern.Pattern;
import dev.millrace.api.stream.LookupJoin;
import dev.millrace.api.stream.PatternMatches;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.ProcessedStream;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.table.Change;
import dev.millrace.api.window.LateRecord;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

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

    static void expiring(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random) {
        outputs.write(
                events.readSorted(pipeline, "events")
                        .keyBy(Event::key)
                        .process("expiring", new Expiring(Duration.ofMillis(20 + random.nextInt(400)))),
                "seen");
    }

    /** Functions that give each other work: what one gives late, the next one puts in order. */
    static void chained(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random) {
        ProcessedStream<Event, Sorting.Turn> first =
                events.read(pipeline, "events").keyBy(Event::key).process("first", new Sorting());
        Stream<Event> turns = first.map(Sorting.Turn::event);
        ProcessedStream<Event, Sorting.Turn> second =
                turns.keyBy(event -> (int) event.value() % 7).process("second", new Sorting());
        outputs.write(second, "turns");
        outputs.write(second.side(Sorting.LATE), "late-again");
        outputs.write(first.side(Sorting.LATE), "late");
    }

    static void lookup(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random) {
        record Answered(Event event, String answer) {}
        LookupJoin<Event, String> lookup = events.read(pipeline, "events")
                .lookup(
                        "lookup",
                        Event::value,
                        Lookup.async(value -> CompletableFuture.completedFuture("of " + value)));
        lookup = lookup.inFlightMax(1 + random.nextInt(20));
        lookup = random.nextBoolean() ? lookup.unordered() : lookup;
        lookup = random.nextBoolean() ? lookup.cache(10, Duration.ofMinutes(1)) : lookup;
        outputs.write(lookup.inner((event, answer) -> new Answered(event, answer)), "answers");
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
