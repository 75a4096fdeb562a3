package dev.millrace.engine.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.state.KeyTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
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
            if (round % 4 == 0) {
                lookForAll(random, rows, idsUsed);
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

    /** So much is found for each row that few are worked on together, down to one, and more again when that has passed. */
    @Test
    void whatIsFoundForSomeRowsTogetherIsBounded() {
        int id = keys.idOf(1, null);
        int other = keys.idOf(2, null);
        NearRows rows = new NearRows(1_000);
        int hot = 40_000;
        for (int i = 0; i < hot; i++) {
            rows.push(id, i / 20, i, "hot", false, keys);
        }
        rows.push(other, 5, 0, "other", false, keys);
        Batch batch = new Batch(1_024);
        int[] ids = new int[1_024];
        for (; !batch.isFull(); batch.size++) {
            ids[batch.size] = batch.size < 512 && batch.size % 3 == 0 ? id : other;
            batch.timestamps[batch.size] = 0;
        }
        Reach reach = new Reach(10_000, 10_000);
        int largest = 0;
        int least = Integer.MAX_VALUE;
        for (int from = 0; from < batch.size; ) {
            int count = rows.findEach(batch, ids, from, reach);
            int at = 0;
            for (int number = 0; number < count; number++) {
                at += ids[from + number] == id ? hot : 1;
                assertThat(rows.foundEnd(number)).isEqualTo(at);
            }
            largest = Math.max(largest, at);
            from += count;
            least = Math.min(least, from < batch.size ? count : least);
        }
        assertThat(largest).isBetween(hot, 3 * hot);
        assertThat(least).isOne();
        assertThat(rows.findEach(batch, ids, 768, reach)).isGreaterThan(100);
    }

    /** If a batch has rows of a whole day, each looks into its own slices all the same. */
    @Test
    void rowsThatAreFarFromEachOtherAreNotWorkedOnTogether() {
        int id = keys.idOf(1, null);
        NearRows rows = new NearRows(10);
        Batch batch = new Batch(300);
        int[] ids = new int[300];
        for (; !batch.isFull(); batch.size++) {
            long time = 60_000L * (batch.size / 3) + batch.size % 3;
            rows.push(id, time, batch.size, "value", false, keys);
            ids[batch.size] = id;
            batch.timestamps[batch.size] = time;
        }
        for (int from = 0; from < batch.size; from += 3) {
            assertThat(rows.findEach(batch, ids, from, new Reach(5, 5))).isEqualTo(3);
            assertThat(rows.foundEnd(2)).isEqualTo(9);
        }
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
        assertThat(rows.find(near.id, first, last))
                .isEqualTo(expected(near.id, first, last).size());
        assertFound(rows, 0, expected(near.id, first, last));
    }

    /** Rows of some ids that are there, of some that may not be, and of times that are in no slice. */
    private void lookForAll(Random random, NearRows rows, int idsUsed) {
        Batch batch = new Batch(1 + random.nextInt(600));
        batch.side = random.nextInt(2);
        int[] ids = new int[batch.capacity()];
        while (!batch.isFull()) {
            Row near = expected.get(random.nextInt(expected.size()));
            boolean isThere = random.nextInt(4) > 0;
            ids[batch.size] = isThere ? near.id : (IDS - idsUsed) + random.nextInt(idsUsed);
            batch.timestamps[batch.size++] = near.time + (random.nextInt(10) == 0 ? 5_000 : random.nextInt(20) - 10);
        }
        Reach reach = random.nextInt(8) == 0
                ? Reach.UNBOUNDED
                : new Reach(random.nextInt(random.nextBoolean() ? 10 : 1_000), random.nextInt(200));
        for (int from = 0; from < batch.size; ) {
            int count = rows.findEach(batch, ids, from, reach);
            assertThat(count).isBetween(1, batch.size - from);
            int at = 0;
            for (int number = 0; number < count; number++) {
                long time = batch.timestamps[from + number];
                List<Row> list =
                        expected(ids[from + number], reach.first(batch.side, time), reach.last(batch.side, time));
                assertFound(rows, at, list);
                at += list.size();
                assertThat(rows.foundEnd(number)).isEqualTo(at);
            }
            from += count;
        }
    }

    private List<Row> expected(int id, long first, long last) {
        return expected.stream()
                .filter(row -> row.id == id && row.time >= first && row.time <= last)
                .sorted(Row.ORDER)
                .toList();
    }

    private static void assertFound(NearRows rows, int from, List<Row> list) {
        for (int i = 0; i < list.size(); i++) {
            int found = rows.found(from + i);
            assertThat(rows.rows().id(found)).isEqualTo(list.get(i).id);
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
