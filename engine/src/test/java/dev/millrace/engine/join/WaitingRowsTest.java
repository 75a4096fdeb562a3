package dev.millrace.engine.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WaitingRowsTest {

    private record Row(
            int id, long time, long origin, @Nullable Object value) {}

    /** Rows by time, and those of one time as they came. */
    private static final class Model {

        final TreeMap<Long, List<Row>> rows = new TreeMap<>();
        int size;

        void add(Row row) {
            rows.computeIfAbsent(row.time, any -> new ArrayList<>()).add(row);
            size++;
        }

        Set<Row> take(long until) {
            Set<Row> taken = new HashSet<>();
            while (!rows.isEmpty() && (rows.firstKey() < until || until == Long.MAX_VALUE)) {
                taken.addAll(rows.pollFirstEntry().getValue());
            }
            size -= taken.size();
            return taken;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20, 5_000, 1_000_000})
    void rowsGoWhenTheWatermarkHasPassedThemAndNotBefore(int disorder) {
        Random random = new Random(disorder + 1L);
        WaitingRows rows = new WaitingRows();
        Model model = new Model();
        long time = -1_000;
        for (int step = 0; step < 60_000; step++) {
            // From one in a millisecond to hundreds, so that slices of any width come after each other.
            time += step / 10_000 % 2 == 0 ? random.nextInt(3) : random.nextInt(500) / 499;
            add(rows, model, step, time - random.nextInt(disorder + 1));
            if (random.nextInt(step / 20_000 % 2 == 0 ? 100 : 10_000) == 0) {
                requireSame(rows, model, time - random.nextInt(disorder + 100));
            }
        }
        requireSame(rows, model, Long.MAX_VALUE);
        assertThat(rows.size()).isZero();
        assertThat(rows.slices()).isZero();
    }

    @Test
    void anyTimesWillDo() {
        List<LongUnaryOperator> times = List.of(
                random -> random,
                random -> random % 3 == 0 ? Long.MAX_VALUE : Long.MIN_VALUE,
                random -> random % 1_000 == 0 ? random : random % 10,
                random -> 7,
                random -> -Math.abs(random % 1_000_000));
        for (LongUnaryOperator each : times) {
            Random random = new Random(1);
            WaitingRows rows = new WaitingRows();
            Model model = new Model();
            for (int step = 0; step < 10_000; step++) {
                add(rows, model, step, each.applyAsLong(random.nextLong()));
                if (step % 1_024 == 0) {
                    requireSame(rows, model, each.applyAsLong(random.nextLong()));
                }
            }
            requireSame(rows, model, Long.MAX_VALUE);
        }
    }

    private static void add(WaitingRows rows, Model model, int step, long time) {
        Row row = new Row(step % 7, time, step, "row-" + step);
        rows.add(row.id, row.time, row.origin, row.value);
        model.add(row);
    }

    private static void requireSame(WaitingRows rows, Model model, long until) {
        List<Row> taken = take(rows, until);
        Set<Row> expected = model.take(until);
        assertThat(taken).hasSameSizeAs(expected);
        assertThat(new HashSet<>(taken)).isEqualTo(expected);
        assertThat(rows.size()).isEqualTo(model.size);
    }

    private static List<Row> take(WaitingRows rows, long until) {
        List<Row> taken = new ArrayList<>();
        for (int max = 1; ; max += 7) {
            WaitingSlice slice = rows.take(until, max);
            if (slice == null) {
                return taken;
            }
            assertThat(rows.takenEnd() - rows.takenFrom()).isBetween(1, max);
            for (int row = rows.takenFrom(); row < rows.takenEnd(); row++) {
                taken.add(new Row(slice.ids[row], slice.times[row], slice.origins[row], slice.values[row]));
            }
        }
    }

    @Test
    void rowsOfOneTimeGoAsTheyCame() {
        Random random = new Random(3);
        WaitingRows rows = new WaitingRows();
        for (int i = 0; i < 50_000; i++) {
            rows.add(0, random.nextInt(1_000), i, "row");
        }
        long[] last = new long[1_000];
        for (int until = 0; until <= 1_000; until += 1 + random.nextInt(30)) {
            for (Row row : take(rows, until)) {
                assertThat(row.origin).isGreaterThanOrEqualTo(last[(int) row.time]);
                last[(int) row.time] = row.origin;
            }
        }
    }

    @Test
    void slicesAreAsNarrowAsRowsAreDense() {
        Random random = new Random(2);
        WaitingRows rows = new WaitingRows();
        rows.add(0, Long.MAX_VALUE - 1, 0, "of a wrong clock");
        for (int i = 0; i < 160_000; i++) {
            rows.add(0, 1_700_000_000_000L + i / 16 - random.nextInt(10_000), i, "row");
        }
        assertThat(rows.slices()).isBetween(160_000 / 512, 160_000 / 128 + 64);
    }

    @Test
    void slicesBecomeLongerWhenMoreRowsWait() {
        Random random = new Random(2);
        WaitingRows rows = new WaitingRows();
        for (int i = 0; i < 2_000_000; i++) {
            rows.add(0, random.nextInt(1_000_000_000), i, "row");
        }
        assertThat(rows.slices()).isLessThan(8_192);
    }
}
