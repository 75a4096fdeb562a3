package dev.millrace.testkit.pipelines;

import dev.millrace.api.join.Tag;
import dev.millrace.api.stream.BoundedJoin;
import dev.millrace.api.stream.CoGroupedStream;
import dev.millrace.api.stream.JoinedStream;
import dev.millrace.api.stream.KeyedJoin;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.VersionedTable;
import dev.millrace.api.stream.WindowedJoin;
import dev.millrace.api.window.LateRecord;
import dev.millrace.api.window.Windows;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Pipelines in which two streams meet. */
final class JoinTopologies {

    private JoinTopologies() {}

    /** What has met. */
    record Pair(@Nullable Event left, @Nullable Event right) {}

    /** What is in one window. */
    record Whole(int key, long startMillis, List<Event> left, List<Event> middle, List<Event> right) {}

    private static KeyedJoin<Event, Event, Integer> keyed(Stream<Event> left, Stream<Event> right) {
        return left.join("joined", right).on(Event::key, Event::key);
    }

    private static <R> void write(JoinedStream<Event, R, Pair> joined, Outputs outputs) {
        outputs.write(joined, "pairs");
        outputs.write(joined.lateLeft(), "late-left", LateRecord::record);
        outputs.write(joined.lateRight(), "late-right", LateRecord::record);
    }

    static void interval(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random) {
        BoundedJoin<Event, Event> join = keyed(events.read(pipeline, "left"), events.read(pipeline, "right"))
                .between(Duration.ofMillis(random.nextInt(80)), Duration.ofMillis(random.nextInt(80)));
        write(
                switch (random.nextInt(4)) {
                    case 0 -> join.inner(Pair::new);
                    case 1 -> join.leftOuter(Pair::new);
                    case 2 -> join.rightOuter(Pair::new);
                    default -> join.fullOuter(Pair::new);
                },
                outputs);
    }

    static void window(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random) {
        WindowedJoin<Event, Event> join = random.nextBoolean()
                ? keyed(events.read(pipeline, "left"), events.read(pipeline, "right"))
                        .within(Windows.tumbling(Duration.ofMillis(10 + random.nextInt(100))))
                : keyed(events.readInTime(pipeline, "left"), events.readInTime(pipeline, "right"))
                        .within(Windows.session(Duration.ofMillis(5 + random.nextInt(20))));
        write(random.nextBoolean() ? join.inner(Pair::new) : join.fullOuter(Pair::new), outputs);
    }

    static void coGroup(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random) {
        Tag<Event> left = Tag.named("left");
        Tag<Event> middle = Tag.named("middle");
        Tag<Event> right = Tag.named("right");
        CoGroupedStream<Whole> grouped = events.read(pipeline, "left")
                .coGroup("grouped", left, Event::key)
                .and(middle, events.read(pipeline, "middle"), Event::key)
                .and(right, events.read(pipeline, "right"), Event::key)
                .within(Windows.tumbling(Duration.ofMillis(10 + random.nextInt(200))))
                .apply((key, window, group) -> new Whole(
                        key, window.start().toEpochMilli(), group.of(left), group.of(middle), group.of(right)));
        outputs.write(grouped, "groups");
        outputs.write(grouped.late(left), "late-left", LateRecord::record);
        outputs.write(grouped.late(middle), "late-middle", LateRecord::record);
        outputs.write(grouped.late(right), "late-right", LateRecord::record);
    }

    static void asOf(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random) {
        Stream<Event> left = events.read(pipeline, "left");
        VersionedTable<Integer, Event> table =
                events.read(pipeline, "versions").keyBy(Event::key).versioned(event -> event.value() % 7 == 0);
        JoinedStream<Event, Event, Pair> joined =
                left.asOf("joined", table, Event::key).leftOuter(Pair::new);
        write(joined, outputs);
    }
}
