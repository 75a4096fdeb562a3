package dev.millrace.engine.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.batch.Batch;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class FrequentKeysTest {

    /** What counts may be too small by, as a part of all rows. */
    private static final int BOUND = 96;

    private static FrequentKeys feed(long rows, int batchCapacity, LongUnaryOperator keyOfRow) {
        FrequentKeys frequent = new FrequentKeys(KeyKind.LONG);
        feed(frequent, rows, batchCapacity, keyOfRow);
        return frequent;
    }

    private static void feed(FrequentKeys frequent, long rows, int batchCapacity, LongUnaryOperator keyOfRow) {
        Batch batch = new Batch(batchCapacity);
        for (long row = 0; row < rows; ) {
            batch.clear();
            batch.becomeKeyed(false);
            for (; batch.size < batchCapacity && row < rows; row++) {
                batch.keys[batch.size++] = keyOfRow.applyAsLong(row);
            }
            frequent.sample(batch);
        }
    }

    private static Map<Object, Double> shares(FrequentKeys frequent) {
        FrequentKeys.Snapshot snapshot = frequent.snapshot();
        Map<Object, Double> shares = new HashMap<>();
        snapshot.counts().forEach(count -> shares.put(count.key(), count.rows() / (double) snapshot.rows()));
        return shares;
    }

    @Test
    void fewRowsAreCountedWithinTheBoundOfMisraAndGries() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int rows = random.nextInt(4_000);
            int keys = 1 + random.nextInt(random.nextBoolean() ? 100 : 4_000);
            long[] drawn = new long[rows];
            Map<Long, Long> exact = new HashMap<>();
            for (int row = 0; row < rows; row++) {
                // Small ones are frequent.
                drawn[row] = (long) (keys * Math.pow(random.nextDouble(), 1 + random.nextInt(4)));
                exact.merge(drawn[row], 1L, Long::sum);
            }
            FrequentKeys frequent = feed(rows, 1 + random.nextInt(300), row -> drawn[(int) row]);

            assertThat(frequent.snapshot().rows()).isEqualTo(rows);
            Map<Object, Long> counted = new HashMap<>();
            frequent.snapshot().counts().forEach(count -> counted.put(count.key(), count.rows()));
            exact.forEach((key, count) -> assertThat(counted.getOrDefault(key, 0L))
                    .as("key %s", key)
                    .isLessThanOrEqualTo(count)
                    .isGreaterThanOrEqualTo(count - rows / BOUND));
            assertThat(exact.keySet()).containsAll(keysOf(frequent));
        }
    }

    private static List<Long> keysOf(FrequentKeys frequent) {
        return frequent.snapshot().counts().stream()
                .map(count -> (Long) count.key())
                .toList();
    }

    @Test
    void aSampleFindsTheShareWhateverTheBatches() {
        for (int batchCapacity : new int[] {1, 7, 64, 1_024}) {
            Random random = new Random(batchCapacity);
            FrequentKeys frequent =
                    feed(500_000, batchCapacity, row -> random.nextBoolean() ? -1 : random.nextInt(100_000));

            assertThat(shares(frequent).get(-1L)).isBetween(0.45, 0.55);
            assertThat(shares(frequent).values().stream().filter(share -> share > 0.02))
                    .hasSize(1);
        }
    }

    @Test
    void keysThatComeInTurnAreAllSeen() {
        for (int period : new int[] {2, 16, 32, 33, 64}) {
            FrequentKeys frequent = feed(700_000, 1_024, row -> row % period);

            assertThat(shares(frequent))
                    .hasSize(period)
                    .allSatisfy((key, share) -> assertThat(share * period).isBetween(0.5, 1.6));
        }
    }

    @Test
    void whatWasHotLongAgoIsForgotten() {
        FrequentKeys frequent = feed(2_000_000, 1_024, row -> 1);
        assertThat(shares(frequent)).containsOnlyKeys(1L);

        feed(frequent, 12_000_000, 1_024, row -> row % 5 + 10);

        assertThat(shares(frequent).getOrDefault(1L, 0.0)).isLessThan(0.01);
        assertThat(shares(frequent).get(10L)).isBetween(0.15, 0.25);
    }

    @Test
    void objectsAreGivenBackAsTheyCame() {
        FrequentKeys frequent = new FrequentKeys(KeyKind.OBJECT);
        Batch batch = new Batch(4);
        batch.becomeKeyed(true);
        for (String key : new String[] {"a", "b", "a"}) {
            batch.keys[batch.size] = key.hashCode();
            batch.keyObjects[batch.size++] = key;
        }
        frequent.sample(batch);

        assertThat(frequent.snapshot().counts())
                .containsExactlyInAnyOrder(new FrequentKeys.Count("a", 2), new FrequentKeys.Count("b", 1));
    }
}
