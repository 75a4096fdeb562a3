package dev.millrace.engine.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.state.KeyTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of some ids in slices of time, against a list. */
class NearRowsTest {

    /** Some in one segment of an index, some in others. */
    private static final int IDS = 70_000;

    private static final class Row {

        static final Comparator<Row> ORDER =
                Comparator.comparingLong((Row row) -> row.time).thenComparingLong(row -> row.origin);

        final int id;
        final long time;
        final long origin;
        final Object value = new Object();
        boolean isFlagged;

        Row(int id, long time, long origin, boolean isFlagged) {
            this.id = id;
            this.time = time;
            this.origin = origin;
            this.isFlagged = isFlagged;
        }
    }

    private final KeyTable keys = new KeyTable();
    private final List<Row> expected = new ArrayList<>();

    @ParameterizedTest
    @CsvSource({"1,1,5", "2,7,70000", "3,100,3", "4,100,300", "5,1000,2", "6,0,3", "7,0,70000"})
    void theyAreFoundInOrderUntilTheirSliceGoes(long seed, long sliceMillis, int idsUsed) {
        Random random = new Random(seed);
        for (int id = 0; id < IDS; id++) {
            assertThat(keys.idOf(id, null)).isEqualTo(id);
        }
        NearRows rows = new NearRows(sliceMillis);
        long time = -3_000;
        for (int round = 0; round < 40; round++) {
            int disorder = 1 + random.nextInt(random.nextBoolean() ? 3 : 1_000);
            for (int step = 0; step < 50; step++) {
                time += random.nextInt(5);
                int id = (IDS - idsUsed) + random.nextInt(idsUsed);
                push(
                        random,
                        rows,
                        new Row(id, time - random.nextInt(disorder), random.nextInt(4), random.nextBoolean()));
                look(random, rows, expected.get(random.nextInt(expected.size())));
            }
            if (sliceMillis > 0 && random.nextBoolean()) {
                releaseBefore(rows, time - 500);
            }
            assertThat(heldIds())
                    .isEqualTo(expected.stream().map(row -> row.id).distinct().count());
        }
        releaseBefore(rows, Long.MAX_VALUE);
        assertThat(expected).isEmpty();
        assertThat(heldIds()).isZero();
    }

    private long heldIds() {
        long held = 0;
        for (int id = 0; id < IDS; id++) {
            held += keys.isHeld(id) ? 1 : 0;
        }
        return held;
    }

    private void push(Random random, NearRows rows, Row row) {
        int number = rows.push(row.id, row.time, row.origin, row.value, row.isFlagged, keys);
        expected.add(row);
        if (random.nextInt(3) == 0) {
            rows.flag(number);
            row.isFlagged = true;
        }
    }

    private void look(Random random, NearRows rows, Row near) {
        long first = near.time - random.nextInt(random.nextBoolean() ? 10 : 1_000);
        long last = near.time + random.nextInt(random.nextBoolean() ? 10 : 1_000);
        List<Row> list = expected.stream()
                .filter(row -> row.id == near.id && row.time >= first && row.time <= last)
                .sorted(Row.ORDER)
                .toList();
        assertThat(rows.find(near.id, first, last)).isEqualTo(list.size());
        for (int i = 0; i < list.size(); i++) {
            int found = rows.found(i);
            assertThat(rows.rows().id(found)).isEqualTo(near.id);
            assertThat(rows.rows().time(found)).isEqualTo(list.get(i).time);
            assertThat(rows.rows().origin(found)).isEqualTo(list.get(i).origin);
            assertThat(rows.rows().value(found)).isSameAs(list.get(i).value);
            assertThat(rows.rows().isFlagged(found)).isEqualTo(list.get(i).isFlagged);
        }
    }

    private void releaseBefore(NearRows rows, long time) {
        while (!rows.isEmpty() && rows.lastOfFirst() <= time) {
            long last = rows.lastOfFirst();
            long gone = 0;
            while (gone == 0) {
                gone = rows.releaseFirst(keys);
            }
            int before = expected.size();
            expected.removeIf(row -> row.time <= last);
            assertThat(before - expected.size()).isEqualTo(gone);
        }
    }
}
