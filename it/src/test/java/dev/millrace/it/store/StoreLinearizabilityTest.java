package dev.millrace.it.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.state.Retention;
import dev.millrace.api.state.StateStore;
import dev.millrace.api.state.WriteBatch;
import dev.millrace.engine.EmbeddedStore;
import dev.millrace.testkit.FaultyStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Histories of several threads are linearizable (Herlihy and Wing, TOPLAS 1990). Versions say in which order the writes took
 * place, so no search is needed: each read gets the least version that it may have seen, in the order in which reads returned, and
 * that must be one that it can have seen.
 */
@Timeout(300)
class StoreLinearizabilityTest {

    private static final int ROUNDS = 40;
    private static final int THREADS = 4;
    private static final int CALLS = 250;
    private static final List<String> KEYS = List.of("a", "b", "c");

    /** A call: when it began and returned; for a write its version and keys, for a read the values by key. */
    private record Call(long begin, long end, long version, List<String> keys, Map<String, Long> seen) {

        boolean isWrite() {
            return version > 0;
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void concurrentHistoriesAreLinearizable(boolean isDurable) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                check(run(threads, round, isDurable));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static List<Call> run(ExecutorService threads, int round, boolean isDurable)
            throws IOException, InterruptedException, ExecutionException {
        EmbeddedStore.Builder builder = EmbeddedStore.builder()
                .retention(round % 2 == 0 ? Retention.lastVersions(1) : Retention.everything())
                .compactOn(Runnable::run, 3_000);
        try (StateStore<String, Long> store = isDurable ? builder.open(new FaultyStorage(round)) : builder.inMemory()) {
            AtomicLong ticks = new AtomicLong();
            List<Future<List<Call>>> futures = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(round * 100L + i);
                futures.add(threads.submit(() -> calls(store, ticks, random)));
            }
            List<Call> all = new ArrayList<>();
            for (Future<List<Call>> future : futures) {
                all.addAll(future.get());
            }
            return all;
        }
    }

    private static List<Call> calls(StateStore<String, Long> store, AtomicLong ticks, Random random) {
        List<Call> calls = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            String key = KEYS.get(random.nextInt(KEYS.size()));
            long begin = ticks.incrementAndGet();
            switch (random.nextInt(10)) {
                case 0, 1, 2 -> {
                    long version = store.put(key, "f", begin);
                    calls.add(new Call(begin, ticks.incrementAndGet(), version, List.of(key), Map.of(key, begin)));
                }
                case 3 -> {
                    WriteBatch<String, Long> batch = new WriteBatch<>();
                    KEYS.forEach(each -> batch.put(each, "f", begin));
                    long version = store.write(batch);
                    calls.add(new Call(begin, ticks.incrementAndGet(), version, KEYS, Map.of()));
                }
                case 4 -> {
                    if (random.nextInt(20) == 0) {
                        store.compact();
                    }
                }
                case 5, 6 -> {
                    Map<String, Long> seen = new TreeMap<>();
                    store.getAll(KEYS).forEach((each, fields) -> seen.put(each, fields.get("f")));
                    calls.add(new Call(begin, ticks.incrementAndGet(), 0, KEYS, seen));
                }
                default -> {
                    Long value = store.get(key, "f");
                    calls.add(new Call(
                            begin,
                            ticks.incrementAndGet(),
                            0,
                            List.of(key),
                            value == null ? Map.of() : Map.of(key, value)));
                }
            }
        }
        return calls;
    }

    private static void check(List<Call> calls) {
        List<Call> writes = calls.stream()
                .filter(Call::isWrite)
                .sorted(Comparator.comparingLong(Call::version))
                .toList();
        for (int i = 0; i < writes.size(); i++) {
            assertThat(writes.get(i).version()).isEqualTo(i + 1);
        }
        // A value is the tick at which its write began.
        Map<Long, Long> versionOfValue = new TreeMap<>();
        Map<String, TreeMap<Long, Long>> writesOfKey = new TreeMap<>();
        KEYS.forEach(key -> writesOfKey.put(key, new TreeMap<>()));
        for (Call write : writes) {
            versionOfValue.put(write.begin(), write.version());
            write.keys().forEach(key -> writesOfKey.get(key).put(write.version(), write.begin()));
        }
        List<Call> byEnd =
                calls.stream().sorted(Comparator.comparingLong(Call::end)).toList();
        long[] ends = byEnd.stream().mapToLong(Call::end).toArray();
        long[] leastAfter = new long[byEnd.size()];
        long least = 0;
        for (int i = 0; i < byEnd.size(); i++) {
            Call call = byEnd.get(i);
            int before = -Arrays.binarySearch(ends, call.begin()) - 2;
            long from = before < 0 ? 0 : leastAfter[before];
            if (call.isWrite()) {
                assertThat(call.version())
                        .as("a write after what had been seen")
                        .isGreaterThan(from);
                from = call.version();
            } else {
                long below = Long.MAX_VALUE;
                for (String key : call.keys()) {
                    Long value = call.seen().get(key);
                    long version = value == null ? 0 : versionOfValue.get(value);
                    from = Math.max(from, version);
                    Long next = writesOfKey.get(key).higherKey(version);
                    below = next == null ? below : Math.min(below, next);
                }
                assertThat(from).as("%s has not seen what was there", call).isLessThan(below);
            }
            least = Math.max(least, from);
            leastAfter[i] = least;
        }
    }
}
