package dev.millrace.it.memory;

import static dev.millrace.api.aggregate.Aggregates.count;
import static dev.millrace.api.aggregate.Aggregates.max;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.connector.CollectingSink;
import dev.millrace.api.connector.ListSource;
import dev.millrace.api.stream.KeyedStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.window.Windows;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.testkit.SimulationInput;
import dev.millrace.testkit.TestRun;
import dev.millrace.testkit.pipelines.RandomPipelines;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators say that their arrays take is what their arrays take: in all kinds of pipelines, after any step. */
class WeighedMemoryTest {

    private static final int CASES_OF_TOPOLOGY = Integer.getInteger("millrace.weighed", 4);
    private static final int STEPS_BETWEEN = 50;
    private static final int STEPS_MAX = 1_000_000;

    /** What is not weighed of an operator, as it was at first. */
    private final IdentityHashMap<Operator, Long> unweighed = new IdentityHashMap<>();

    /** What is weighed of an operator, at its least. */
    private final IdentityHashMap<Operator, Long> sizes = new IdentityHashMap<>();

    private final Set<String> grown = new HashSet<>();

    @Test
    void everyArrayOfAStateIsWeighedToTheByte() throws Exception {
        int topologies = RandomPipelines.topologies().size();
        for (long seed = 0; seed < (long) topologies * CASES_OF_TOPOLOGY; seed++) {
            TestRun run = TestRun.of(pipeline(seed))
                    .workers(1 + (int) (seed % 3))
                    .seed(seed)
                    .withoutChecks()
                    .start();
            requireWeighed(run, RandomPipelines.topologies().get((int) (seed % topologies)) + ", seed " + seed);
        }
        assertThat(grown)
                .as("operators whose arrays have grown")
                .contains(
                        "WindowOperator",
                        "IntervalJoinOperator",
                        "WindowJoinOperator",
                        "AsOfOperator",
                        "ToTableOperator",
                        "ProcessOperator");
    }

    private record Reading(long key, long time) {}

    @Test
    void soAreThoseOfManyKeysThatComeAndGo() throws Exception {
        List<Reading> readings = new ArrayList<>();
        for (int i = 0; i < 40_000; i++) {
            // Small numbers have places of their own, others are hashed.
            readings.add(new Reading((i % 2 == 0 ? 1 : 1L << 33) * (i / 3), i / 4));
        }
        Pipeline pipeline = Pipeline.named("keys");
        KeyedStream<Reading, Long> byKey = pipeline.read(
                        "readings", ListSource.of(readings).eventTimeMillis(Reading::time))
                .keyBy(Reading::key);
        byKey.window(Windows.tumbling(Duration.ofSeconds(1)))
                .aggregate("tumbling", count())
                .write("a", new CollectingSink<>());
        byKey.window(Windows.session(Duration.ofMillis(20)))
                .aggregate("sessions", count())
                .write("b", new CollectingSink<>());
        byKey.window(Windows.sliding(Duration.ofSeconds(2), Duration.ofMillis(500)))
                .aggregate("sliding", max(Reading::time))
                .write("c", new CollectingSink<>());
        byKey.aggregate("running", count()).changes().write("d", new CollectingSink<>());
        byKey.deduplicate("first", Duration.ofMillis(500)).write("e", new CollectingSink<>());
        TestRun run = TestRun.of(pipeline)
                .workers(2)
                .seed(7)
                .batchCapacity(500)
                .withoutChecks()
                .start();

        requireWeighed(run, "many keys");

        assertThat(grown).contains("WindowOperator", "RunningAggregateOperator", "RowLoopOperator");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void soAreThoseOfATableOfKeys(boolean areKeysObjects) throws Exception {
        Random random = new Random(5);
        KeyTable table = new KeyTable();
        Map<Object, Integer> ids = new HashMap<>();
        long unweighedBefore = ReachableArrays.bytes(table) - arrayBytes(table);
        for (int i = 0; i < 60_000; i++) {
            long number = random.nextInt(3) * (1L << 34) + random.nextInt(30_000);
            Object key = areKeysObjects ? "key" + number : (Object) number;
            if (ids.containsKey(key)) {
                table.remove(ids.remove(key));
            } else {
                ids.put(key, table.idOf(number, areKeysObjects ? key : null));
            }
            if (i % 2_000 == 0) {
                assertThat(ReachableArrays.bytes(table) - arrayBytes(table)).isEqualTo(unweighedBefore);
            }
        }
        assertThat(table.size()).isEqualTo(ids.size());
    }

    private static long arrayBytes(KeyTable table) {
        Footprint footprint = new Footprint();
        footprint.begin();
        table.weigh(footprint);
        return footprint.arrayBytes();
    }

    /** One of those that the engine is simulated with. */
    private static Pipeline pipeline(long seed) throws ReflectiveOperationException {
        return (Pipeline) read(RandomPipelines.ofUsualSize().apply(SimulationInput.of(seed)), "pipeline");
    }

    /** Runs to the end and looks now and then. */
    private void requireWeighed(TestRun run, String what) throws Exception {
        for (int step = 0; !run.status().isEnd(); step++) {
            run.step();
            if (step % STEPS_BETWEEN == 0) {
                for (Operator operator : operators(run)) {
                    requireWeighed(operator, what);
                }
            }
            assertThat(step).isLessThan(STEPS_MAX);
        }
    }

    private void requireWeighed(Operator operator, String what) throws Exception {
        Footprint footprint = new Footprint();
        footprint.begin();
        operator.weigh(footprint);
        long difference = ReachableArrays.bytes(operator) - footprint.arrayBytes();
        Long before = unweighed.putIfAbsent(operator, difference);
        if (before != null) {
            assertThat(difference)
                    .as("bytes of arrays that are not weighed, in %s of %s", operator.getClass(), what)
                    .isEqualTo(before);
        }
        if (footprint.arrayBytes() > sizes.merge(operator, footprint.arrayBytes(), Math::min)) {
            grown.add(operator.getClass().getSimpleName());
        }
    }

    private static List<Operator> operators(TestRun run) throws ReflectiveOperationException {
        List<?> bodies = (List<?>) read(read(run, "execution"), "bodies");
        List<Operator> operators = new ArrayList<>();
        for (Object body : bodies) {
            for (Object operator : (List<?>) read(body, "operators")) {
                operators.add((Operator) operator);
            }
        }
        return operators;
    }

    private static Object read(Object owner, String name) throws ReflectiveOperationException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field.get(owner);
    }
}
