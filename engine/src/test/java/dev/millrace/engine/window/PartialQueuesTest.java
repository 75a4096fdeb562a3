package dev.millrace.engine.window;

import static dev.millrace.api.aggregate.Aggregates.collect;
import static dev.millrace.api.aggregate.Aggregates.max;
import static dev.millrace.api.aggregate.Aggregates.sum;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.engine.aggregate.Accumulators;
import dev.millrace.engine.aggregate.AggregatePlan;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.state.KeyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Queues of partials against lists, for each of the three ways to the aggregate over a queue. */
class PartialQueuesTest {

    private static final int SEEDS = 60;
    private static final int IDS = 5;

    @SuppressWarnings("ImmutableEnumChecker") // aggregates and functions without state
    private enum Method {
        SUBTRACT(
                sum(Long::longValue),
                numbers -> numbers.stream().mapToLong(n -> n).sum()),
        TWO_STACKS(
                max(Long::longValue),
                numbers -> numbers.stream().mapToLong(n -> n).max().orElseThrow()),
        TWO_STACKS_OF_OBJECTS(
                new Concatenation(), numbers -> numbers.stream().sorted().toList()),
        RECOMPUTE(collect((Long number) -> number), List::copyOf);

        final Aggregate<Long, ?, ?> aggregate;
        final Function<List<Long>, Object> meaning;

        Method(Aggregate<Long, ?, ?> aggregate, Function<List<Long>, Object> meaning) {
            this.aggregate = aggregate;
            this.meaning = meaning;
        }
    }

    /** An object that cannot subtract, and that would show it if a partial were changed. */
    private record Concatenation() implements Aggregate<Long, List<Long>, List<Long>> {

        @Override
        public List<Long> create() {
            return new ArrayList<>();
        }

        @Override
        public List<Long> add(List<Long> accumulator, Long value) {
            accumulator.add(value);
            return accumulator;
        }

        @Override
        public List<Long> merge(List<Long> left, List<Long> right) {
            left.addAll(right);
            return left;
        }

        @Override
        public List<Long> result(List<Long> accumulator) {
            return accumulator.stream().sorted().toList();
        }
    }

    @ParameterizedTest
    @EnumSource(Method.class)
    void aggregatesAreThoseOfLists(Method method) throws Exception {
        for (long seed = 0; seed < SEEDS; seed++) {
            new Run(method, new Random(seed)).run();
        }
    }

    private static final class Run {

        private final Method method;
        private final Random random;
        private final AggregatePlan plan;
        private final Accumulators accumulators;
        private final KeyTable keys = new KeyTable();
        private final PartialQueues queues;
        private final Batch batch = new Batch(IDS);
        private final int[] ids = new int[IDS];

        /** By id, by time: the numbers. */
        private final List<TreeMap<Long, List<Long>>> expected = new ArrayList<>();

        private long time = -100;
        private long position;

        Run(Method method, Random random) {
            this.method = method;
            this.random = random;
            plan = new AggregatePlan(method.aggregate, false);
            accumulators = new Accumulators(plan);
            queues = new PartialQueues(plan, accumulators, keys, 1 + random.nextInt(20));
            batch.becomeKeyed(false);
            batch.size = IDS;
            for (int key = 0; key < IDS; key++) {
                batch.keys[key] = key;
                expected.add(new TreeMap<>());
            }
            keys.resolve(batch, ids);
        }

        void run() throws Exception {
            long emptyBytes = accumulators.bytes();
            for (int step = 0; step < 600; step++) {
                int key = random.nextInt(IDS);
                switch (random.nextInt(10)) {
                    case 0, 1, 2, 3 -> append(key);
                    case 4 -> late(key);
                    case 5, 6 -> evictBefore(key, time - random.nextInt(40));
                    case 7 -> evictHead(key);
                    default -> requireEqual(key);
                }
            }
            for (int key = 0; key < IDS; key++) {
                requireEqual(key);
                evictBefore(key, Long.MAX_VALUE);
                assertThat(queues.isEmpty(ids[key])).isTrue();
            }
            assertThat(queues.size()).isZero();
            assertThat(accumulators.bytes()).isEqualTo(emptyBytes);
        }

        private void append(int key) throws Exception {
            time += random.nextInt(3);
            if (!expected.get(key).isEmpty() && expected.get(key).lastKey() == time) {
                return;
            }
            int slot = accumulators.takeSlot();
            fill(key, time, slot, 1 + random.nextInt(3));
            queues.append(ids[key], time, slot);
        }

        /** Some time that is already there, or between others, or before or behind all. */
        private void late(int key) throws Exception {
            long lateTime = time - random.nextInt(30);
            int slot = accumulators.takeSlot();
            fill(key, lateTime, slot, 1);
            queues.addLate(ids[key], lateTime, slot);
        }

        private void fill(int key, long at, int slot, int count) throws Exception {
            Batch rows = new Batch(count);
            int[] slots = new int[count];
            int[] rowIds = new int[count];
            for (int row = 0; row < count; row++) {
                long number = random.nextInt(2_000) - 1_000;
                rows.values[row] = number;
                rows.timestamps[row] = at;
                rows.origins[row] = position++;
                slots[row] = slot;
                rowIds[row] = ids[key];
                expected.get(key).computeIfAbsent(at, t -> new ArrayList<>()).add(number);
            }
            rows.size = count;
            plan.readColumns(rows);
            plan.update(accumulators, keys, slots, rowIds, rows, 0, count);
        }

        private void evictBefore(int key, long before) throws Exception {
            long records = queues.evictBefore(ids[key], before);
            TreeMap<Long, List<Long>> evicted = new TreeMap<>(expected.get(key).headMap(before));
            assertThat(records)
                    .isEqualTo(evicted.values().stream().mapToInt(List::size).sum());
            expected.get(key).headMap(before).clear();
        }

        private void evictHead(int key) throws Exception {
            if (!expected.get(key).isEmpty()) {
                assertThat(queues.headTime(ids[key]))
                        .isEqualTo(expected.get(key).firstKey());
                assertThat(queues.evictHead(ids[key]))
                        .isEqualTo(expected.get(key).pollFirstEntry().getValue().size());
            }
        }

        private void requireEqual(int key) throws Exception {
            TreeMap<Long, List<Long>> all = expected.get(key);
            int id = ids[key];
            assertThat(queues.isEmpty(id)).isEqualTo(all.isEmpty());
            List<Long> numbers = all.values().stream().flatMap(List::stream).toList();
            assertThat(queues.records(id)).isEqualTo(numbers.size());
            if (!all.isEmpty()) {
                assertThat(queues.tailTime(id)).isEqualTo(all.lastKey());
                int slot = queues.aggregate(id);
                assertThat(plan.reader().read(accumulators, slot)).isEqualTo(method.meaning.apply(numbers));
            }
        }
    }
}
