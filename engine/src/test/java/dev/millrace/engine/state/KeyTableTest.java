package dev.millrace.engine.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.millrace.api.type.CorruptDataException;
import dev.millrace.api.type.StableHash;
import dev.millrace.engine.batch.Batch;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeyTableTest {

    private static final int BATCH = 512;

    private final KeyTable table = new KeyTable();
    private final int[] ids = new int[BATCH];

    private Batch longs(long... keys) {
        Batch batch = new Batch(BATCH);
        batch.becomeKeyed(false);
        System.arraycopy(keys, 0, batch.keys, 0, keys.length);
        batch.size = keys.length;
        return batch;
    }

    private int idOf(long key) {
        table.resolve(longs(key), ids);
        return ids[0];
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void keysKeepTheirIdsWhileTheTableGrows(long seed) {
        Random random = new Random(seed);
        Map<Long, Integer> expected = new HashMap<>();
        long stride = seed == 1 ? 1 : seed == 2 ? 1_024 : 1L << 40;
        for (int round = 0; round < 400; round++) {
            long[] keys =
                    random.longs(BATCH, 0, 200_000).map(key -> key * stride).toArray();
            table.resolve(longs(keys), ids);
            for (int i = 0; i < BATCH; i++) {
                Integer before = expected.putIfAbsent(keys[i], ids[i]);
                boolean isRight = (before == null || before == ids[i]) && table.key(ids[i]) == keys[i];
                if (!isRight) {
                    fail("key %d had id %s and has %d, whose key is %d", keys[i], before, ids[i], table.key(ids[i]));
                }
            }
        }
        assertThat(new HashSet<>(expected.values())).hasSameSizeAs(expected.keySet());
        assertThat(table.size()).isEqualTo(expected.size());
    }

    @Test
    void objectKeysWithEqualHashesAreToldApart() {
        Batch batch = new Batch(BATCH);
        batch.becomeKeyed(true);
        for (int i = 0; i < BATCH; i++) {
            batch.keys[i] = 42;
            batch.keyObjects[i] = "key-" + i % 100;
        }
        batch.size = BATCH;

        table.resolve(batch, ids);

        assertThat(table.size()).isEqualTo(100);
        assertThat(Arrays.stream(ids).distinct().count()).isEqualTo(100);
        for (int i = 0; i < BATCH; i++) {
            assertThat(table.keyObject(ids[i])).isEqualTo(batch.keyObjects[i]);
        }
    }

    @Test
    void extremeKeysAreKeysLikeAllOthers() {
        assertThat(Set.of(idOf(0), idOf(-1), idOf(Long.MIN_VALUE), idOf(Long.MAX_VALUE), idOf(1), idOf((1 << 22) - 1)))
                .hasSize(6);
        assertThat(idOf((1 << 22) - 1)).isEqualTo(5);
        assertThat(idOf(1 << 22)).as("the first that is hashed").isEqualTo(6);
        assertThat(idOf(0)).isEqualTo(idOf(0));
    }

    /** More come than were expected, fewer, or as many. */
    @ParameterizedTest
    @ValueSource(ints = {1, 639, 640, 20_000, 50_000, 400_000})
    void keysThatWereExpectedAreKeysLikeAllOthers(int expected) {
        table.expect(expected);
        Random random = new Random(expected);
        Map<Long, Integer> known = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            long key = random.nextInt(3) == 0 ? random.nextInt(1_000) : random.nextLong();
            int id = idOf(key);
            assertThat(id).isEqualTo(known.computeIfAbsent(key, unseen -> id));
        }
        assertThat(table.size()).isEqualTo(known.size());
        known.forEach((key, id) -> assertThat(idOf(key)).isEqualTo(id));
    }

    /** With one call for all of them, with several, whether so many were expected or not. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "1000, 1000", "1000, 0", "262144, 0", "600000, 600000", "600000, 100"})
    void keysThatWereAppendedAreKeysLikeAllOthers(int count, int expected) {
        table.expect(expected);
        Random random = new Random(count);
        long[] keys = LongStream.generate(() -> random.nextInt(3) == 0 ? random.nextInt(1 << 22) : random.nextLong())
                .distinct()
                .limit(count)
                .toArray();
        for (int i = 0; i < count; i++) {
            table.append(keys[i], null);
        }
        table.index();

        assertThat(table.size()).isEqualTo(count);
        assertThat(table.idEnd()).isEqualTo(count);
        for (int i = 0; i < count; i++) {
            if (table.idOf(keys[i], null) != i) {
                fail("key %d was appended as %d and has %d", keys[i], i, table.idOf(keys[i], null));
            }
        }
        assertThat(table.idOf(1L << 62, null)).isEqualTo(count);
        assertThat(table.size()).isEqualTo(count + 1);
    }

    @Test
    void objectsThatWereAppendedAreFoundAmongOthersWithTheirHash() {
        for (int i = 0; i < 2_000; i++) {
            assertThat(table.append(i % 7, "key-" + i)).isEqualTo(i);
        }
        table.index();
        for (int i = 0; i < 2_000; i++) {
            assertThat(table.idOf(i % 7, "key-" + i)).isEqualTo(i);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 1L << 40})
    void aKeyThatIsAppendedTwiceIsRefused(long key) {
        table.append(key, null);
        table.append(key + 1, null);
        table.index();
        table.append(key + 2, null);
        table.append(key, null);
        assertThatThrownBy(table::index)
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining("twice")
                .hasMessageContaining(String.valueOf(key));
        KeyTable ofObjects = new KeyTable();
        ofObjects.append(5, "five");
        ofObjects.append(5, "cinq");
        ofObjects.append(5, "five");
        assertThatThrownBy(ofObjects::index).hasMessageContaining("five");
    }

    @Test
    void aHeldIdIsNeverFreed() {
        int id = idOf(7);
        table.retain(id);
        for (int i = 0; i < 10; i++) {
            table.onWindowClosed();
            table.sweep(100);
        }
        assertThat(table.size()).isEqualTo(1);
        table.release(id);
        table.onWindowClosed();
        table.sweep(100);
        assertThat(table.size()).as("only one window has closed without it").isEqualTo(1);
        table.onWindowClosed();
        table.sweep(100);
        assertThat(table.size()).isZero();
    }

    /** Keys that come for a while and go, as sessions or orders do, against a plain map. */
    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void keysThatComeAndGoDoNotAccumulate(long seed) {
        Random random = new Random(seed);
        boolean areObjects = seed == 13;
        Map<Object, Integer> live = new HashMap<>();
        Set<Integer> used = new HashSet<>();
        Deque<Object> order = new ArrayDeque<>();
        long next = 0;
        int most = 0;
        for (int window = 0; window < 300; window++) {
            Batch batch = new Batch(BATCH);
            batch.becomeKeyed(areObjects);
            for (int i = 0; i < 200; i++) {
                long key = next++ * 1_024;
                batch.keys[i] = areObjects ? StableHash.of("k" + key) : key;
                if (areObjects) {
                    batch.keyObjects[i] = "k" + key;
                }
            }
            batch.size = 200;
            table.resolve(batch, ids);
            for (int i = 0; i < 200; i++) {
                Object key = areObjects ? batch.keyObjects[i] : (Object) batch.keys[i];
                assertThat(used.add(ids[i]))
                        .as("id %d is in use by another key", ids[i])
                        .isTrue();
                live.put(key, ids[i]);
                order.add(key);
                table.retain(ids[i]);
            }
            while (order.size() > 300 + random.nextInt(200)) {
                Object gone = order.remove();
                int id = live.remove(gone);
                used.remove(id);
                table.release(id);
            }
            table.onWindowClosed();
            table.sweep(1_000);
            live.forEach((key, id) -> assertThat(areObjects ? table.keyObject(id) : (Object) table.key(id))
                    .isEqualTo(key));
            most = Math.max(most, table.idEnd());
        }
        assertThat(most).as("60,000 keys came by").isLessThan(3_000);
    }

    /** Few home buckets for many keys, so that buckets run over, and deletions must take keys back. */
    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void keysThatCollideAreFoundAfterOthersOfTheirBucketsAreGone(long seed) {
        Random random = new Random(seed);
        Map<Long, Integer> live = new HashMap<>();
        long[] candidates = collidingKeys(60);
        for (int step = 0; step < 20_000; step++) {
            long key = candidates[random.nextInt(candidates.length)];
            if (random.nextInt(20) == 0) {
                live.values().forEach(table::release);
                live.clear();
                table.onWindowClosed();
                table.onWindowClosed();
                table.sweep(10_000);
                assertThat(table.size()).isZero();
            } else if (live.containsKey(key) && random.nextBoolean()) {
                table.release(live.remove(key));
                table.onWindowClosed();
                table.onWindowClosed();
                table.sweep(10_000);
            } else {
                int id = idOf(key);
                Integer before = live.put(key, id);
                assertThat(before == null || before == id).isTrue();
                if (before == null) {
                    table.retain(id);
                }
            }
            assertThat(table.size()).isEqualTo(live.size());
        }
        live.forEach((key, id) -> assertThat(idOf(key)).isEqualTo(id));
    }

    /** Keys whose home is one of two buckets, by the hash of the table. */
    private static long[] collidingKeys(int count) {
        return LongStream.iterate(1L << 40, key -> key + 1)
                .filter(key -> {
                    long product = key * 0x9E3779B97F4A7C15L;
                    return ((product ^ (product >>> 32)) & 15) >= 14;
                })
                .limit(count)
                .toArray();
    }

    @ParameterizedTest
    @ValueSource(longs = {31, 32, 33})
    void removedKeysAreGoneAtOnceAndTheirIdsComeAgain(long seed) {
        Random random = new Random(seed);
        Map<Long, Integer> live = new HashMap<>();
        long[] colliding = collidingKeys(100);
        int most = 0;
        for (int step = 0; step < 20_000; step++) {
            long key = random.nextBoolean() ? random.nextInt(100) : colliding[random.nextInt(100)];
            int id = idOf(key);
            assertThat(live.getOrDefault(key, id)).isEqualTo(id);
            if (random.nextBoolean()) {
                table.remove(id);
                table.remove(id);
                live.remove(key);
            } else {
                live.put(key, id);
            }
            most = Math.max(most, live.size());
            assertThat(table.size()).isEqualTo(live.size());
        }
        assertThat(table.idEnd()).isLessThanOrEqualTo(most + 1);
    }
}
