package dev.millrace.it.oracle;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.window.Windows.session;
import static dev.millrace.api.window.Windows.sliding;
import static dev.millrace.api.window.Windows.tumbling;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.window.WindowResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A pipeline made by a seed: each operator takes any of the streams that are there, so that streams are read twice, divide and
 * meet again, are united with themselves and joined with themselves. What it gives is the same in every order of steps.
 */
final class RandomGraph {

    private static final int KEYS = 8;
    private static final int OPERATORS_MAX = 9;
    private static final long TIME_MAX = 4_000;
    private static final Duration DISORDER = Duration.ofMillis(200);

    /** Joins give about one pair in so many on, or joins of joins would grow without bound. */
    private static final int KEPT_ONE_IN = 6;

    private static final long SCATTER = 0x9E37_79B9_7F4A_7C15L;

    /**
     * A record.
     *
     * @param time its event time: versions of one time come in any order, and what is joined with them may depend on it alone
     */
    record Point(long time, int key, long value) {

        Point at(long otherTime) {
            return new Point(otherTime, key, value);
        }
    }

    final Pipeline pipeline;
    private final Random random;
    private final List<Stream<Point>> streams = new ArrayList<>();
    private final List<Integer> readers = new ArrayList<>();
    private final List<String> shape = new ArrayList<>();
    private final Map<String, CollectingSink<Point>> sinks = new TreeMap<>();

    RandomGraph(long seed) {
        pipeline = Pipeline.named("graph-" + seed);
        random = new Random(seed * 31 + 7);
        int sources = 1 + random.nextInt(3);
        for (int i = 0; i < sources; i++) {
            add("source", read("source-" + i));
        }
        int operators = 2 + random.nextInt(OPERATORS_MAX - 1);
        for (int i = 0; i < operators; i++) {
            addOperator("operator-" + i);
        }
        for (int i = 0; i < streams.size(); i++) {
            // A stream that is only read by a sink, or by nobody else, and some that have other readers, too.
            if (readers.get(i) == 0 || random.nextInt(4) == 0) {
                CollectingSink<Point> sink = new CollectingSink<>();
                streams.get(i).write("sink-" + i, sink);
                sinks.put("sink-" + i, sink);
            }
        }
    }

    /** Kinds of its operators, in order. */
    List<String> shape() {
        return shape;
    }

    /** What came to each sink, in an order of its own. */
    Map<String, List<String>> results() {
        return new TreeMap<>(sinks.entrySet().stream()
                .collect(Collectors.toMap(
                        entry -> entry.getKey(),
                        entry -> entry.getValue().records().stream()
                                .map(Point::toString)
                                .sorted()
                                .toList())));
    }

    private Stream<Point> read(String name) {
        int size = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextInt(120);
        // Half of the records on one key, now and then.
        boolean isSkewed = random.nextInt(3) == 0;
        List<List<Point>> splits = new ArrayList<>();
        int splitCount = 1 + random.nextInt(3);
        for (int split = 0; split < splitCount; split++) {
            List<Point> points = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                long inOrder = TIME_MAX * i / size;
                long time = Math.max(0, inOrder - random.nextInt((int) DISORDER.toMillis()));
                int key = isSkewed && random.nextBoolean() ? 0 : random.nextInt(KEYS);
                points.add(new Point(time, key, random.nextInt(1_000)));
            }
            splits.add(points);
        }
        return pipeline.read(
                name, ListSource.ofSplits(splits).eventTimeMillis(Point::time).outOfOrderBy(DISORDER));
    }

    private void add(String kind, Stream<Point> stream) {
        shape.add(kind);
        streams.add(stream);
        readers.add(0);
    }

    private Stream<Point> any() {
        // The newest more often, or all graphs would be flat.
        int index = random.nextBoolean() ? streams.size() - 1 : random.nextInt(streams.size());
        readers.set(index, readers.get(index) + 1);
        return streams.get(index);
    }

    private Duration upTo(int millis) {
        return Duration.ofMillis(1 + random.nextInt(millis));
    }

    private void addOperator(String name) {
        switch (random.nextInt(10)) {
            case 0 -> add("map", any().map(point -> new Point(point.time, (point.key + 1) % KEYS, point.value)));
            case 1 -> add("filter", any().filter(point -> point.value % 3 != 0));
            case 2 ->
                add("flatMap", any().flatMap((point, out) -> {
                    for (int i = 0; i < point.value % 3; i++) {
                        out.accept(new Point(point.time, point.key, point.value + i));
                    }
                }));
            case 3 -> add("union", any().union(any()));
            case 4 -> {
                Stream<Point> twice = any();
                add("union with itself", twice.union(twice));
            }
            case 5 -> add("interval join", intervalJoin(name, any(), any()));
            case 6 -> {
                Stream<Point> itself = any();
                add("join with itself", intervalJoin(name, itself, itself.filter(point -> point.value % 2 == 0)));
            }
            case 7 -> add("window join", windowJoin(name, any(), any()));
            case 8 -> add("window", window(name, any()));
            default -> add("as-of join", asOf(name, any(), any()));
        }
    }

    private Stream<Point> window(String name, Stream<Point> in) {
        var windowed = switch (random.nextInt(3)) {
            case 0 -> in.keyBy(Point::key).window(tumbling(upTo(600)));
            case 1 -> {
                Duration slide = upTo(300);
                yield in.keyBy(Point::key).window(sliding(slide.multipliedBy(3), slide));
            }
            default -> in.keyBy(Point::key).window(session(upTo(60)));
        };
        return windowed.aggregate(name, count()).map(RandomGraph::point);
    }

    private static Point point(WindowResult<Integer, Long> result) {
        return new Point(millis(result.end()) - 1, result.key(), result.value());
    }

    private static long millis(Instant instant) {
        return instant.toEpochMilli();
    }

    private Stream<Point> intervalJoin(String name, Stream<Point> left, Stream<Point> right) {
        var join = left.join(name, right)
                .on(Point::key, Point::key)
                .between(upTo(60), upTo(60))
                .lead(upTo(1_000));
        return (random.nextBoolean() ? join.inner(RandomGraph::pair) : join.fullOuter(RandomGraph::pair))
                .filter(RandomGraph::isKept);
    }

    private Stream<Point> windowJoin(String name, Stream<Point> left, Stream<Point> right) {
        Duration size = upTo(150);
        var join = left.join(name, right)
                .on(Point::key, Point::key)
                .within(tumbling(size))
                .lead(upTo(1_000));
        return (random.nextBoolean() ? join.inner(RandomGraph::pair) : join.leftOuter(RandomGraph::pair))
                .filter(RandomGraph::isKept)
                .map(point -> point.at(lastOfWindow(point.time, size.toMillis())));
    }

    private static long lastOfWindow(long time, long size) {
        return time - time % size + size - 1;
    }

    private Stream<Point> asOf(String name, Stream<Point> left, Stream<Point> right) {
        // Versions of one time are told apart by where they come from, which a union does not keep in one order.
        return left.asOf(name, right.keyBy(Point::key).versioned(), Point::key)
                .leftOuter((point, version) ->
                        new Point(point.time, point.key, point.value + (version == null ? 0 : version.time)));
    }

    private static Point pair(@Nullable Point left, @Nullable Point right) {
        long time = Math.max(left == null ? 0 : left.time, right == null ? 0 : right.time);
        long value = (left == null ? 0 : left.value) * 31 + (right == null ? 0 : right.value);
        return new Point(time, (int) (value % KEYS), value);
    }

    private static boolean isKept(Point point) {
        return ((point.value + point.time) * SCATTER >>> 33) % KEPT_ONE_IN == 0;
    }
}
