package dev.millrace.engine.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of some ids against sorted lists. */
class SortedRowsTest {

    private static final int IDS = 5;

    private static final class Row {

        static final Comparator<Row> ORDER =
                Comparator.comparingLong((Row row) -> row.time).thenComparingLong(row -> row.origin);

        final long time;
        final long origin;
        final Object value = new Object();
        boolean isFlagged;

        Row(long time, long origin, boolean isFlagged) {
            this.time = time;
            this.origin = origin;
            this.isFlagged = isFlagged;
        }
    }

    private final SortedRows rows = new SortedRows(true);
    private final List<List<Row>> expected = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theyAreSortedListsWhileTheyGrowTurnAndShrink(long seed) {
        Random random = new Random(seed);
        for (int id = 0; id < IDS; id++) {
            expected.add(new ArrayList<>());
        }
        long time = -5_000;
        for (int round = 0; round < 60; round++) {
            boolean isGrowing = random.nextInt(3) > 0;
            int disorder = 1 + random.nextInt(random.nextBoolean() ? 3 : 1_000);
            for (int step = 0; step < 200; step++) {
                int id = random.nextInt(IDS) * 1_024;
                List<Row> list = expected.get(id / 1_024);
                rows.open(id);
                if (isGrowing || random.nextInt(4) == 0) {
                    time += random.nextInt(3);
                    insert(random, list, time - random.nextInt(disorder));
                } else if (!list.isEmpty()) {
                    int count = 1 + random.nextInt(random.nextBoolean() ? Math.min(4, list.size()) : list.size());
                    rows.removeFirst(count);
                    list.subList(0, count).clear();
                }
                look(random, list);
            }
            for (int id = 0; id < IDS; id++) {
                rows.open(id * 1_024);
                compare(expected.get(id));
            }
        }
    }

    private void insert(Random random, List<Row> list, long time) {
        Row row = new Row(time, random.nextInt(4), random.nextBoolean());
        int at = 0;
        while (at < list.size() && Row.ORDER.compare(list.get(at), row) <= 0) {
            at++;
        }
        list.add(at, row);
        assertThat(rows.insert(row.time, row.origin, row.value, row.isFlagged)).isEqualTo(at);
    }

    private void look(Random random, List<Row> list) {
        assertThat(rows.size()).isEqualTo(list.size());
        if (list.isEmpty()) {
            assertThat(rows.isEmpty()).isTrue();
            return;
        }
        long time = list.get(random.nextInt(list.size())).time + random.nextInt(3) - 1;
        assertThat(rows.firstAtOrAfter(time))
                .isEqualTo(list.stream().filter(row -> row.time < time).count());
        int flagged = random.nextInt(list.size());
        assertThat(rows.isFlagged(flagged)).isEqualTo(list.get(flagged).isFlagged);
        rows.flag(flagged);
        list.get(flagged).isFlagged = true;
    }

    private void compare(List<Row> list) {
        assertThat(rows.size()).isEqualTo(list.size());
        for (int i = 0; i < list.size(); i++) {
            Row row = list.get(i);
            assertThat(rows.time(i)).isEqualTo(row.time);
            assertThat(rows.origin(i)).isEqualTo(row.origin);
            assertThat(rows.value(i)).isSameAs(row.value);
            assertThat(rows.isFlagged(i)).isEqualTo(row.isFlagged);
        }
    }
}
