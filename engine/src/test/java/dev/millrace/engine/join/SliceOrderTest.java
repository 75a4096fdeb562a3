package dev.millrace.engine.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.KeyTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rows of a slice by id and side, against a list that is sorted. */
class SliceOrderTest {

    private static final int SLICES = 6;
    private static final long SLICE_MILLIS = 1_000;
    private static final int BATCH_ROWS = 512;

    private record Row(int id, int side, long time, long origin, Object value) {}

    /** In the order of arrival; equal ones of a place are to stay so. */
    private final List<Row> expected = new ArrayList<>();

    private final KeyTable keys = new KeyTable();
    private int nextOrigin;

    @ParameterizedTest(name = "{0} sides, {1} keys, {2} rows, {3} ms out of order, seed {4}")
    @CsvSource({
        "2, 1, 3000, 0, 1",
        "2, 500, 3000, 0, 2",
        "2, 500, 3000, 400, 3",
        "2, 5000, 20000, 0, 4",
        "2, 5000, 20000, 30, 5",
        "3, 3000, 9000, 0, 6",
        "3, 40, 9000, 999, 7",
        "5, 3000, 9000, 10, 8",
        "2, 1000, 0, 0, 9",
    })
    void rowsAreWhereTheyBelong(int sides, int keyCount, int rowCount, int disorder, long seed) {
        Random random = new Random(seed);
        RowPages pages = new RowPages(true);
        SliceOrder order = new SliceOrder(pages, sides);
        for (int number = 0; number < SLICES; number++) {
            long start = number * SLICE_MILLIS;
            RowSlice slice = new RowSlice(number, start, start + SLICE_MILLIS, false, pages, order, new ChangedRows());
            fill(slice, random, sides, keyCount, rowCount, disorder);
            order.begin(slice);
            while (!order.isSorted()) {
                order.sort(slice, 1 + random.nextInt(3_000));
            }
            long needed = random.nextInt(1 << sides);
            assertThat(found(order, needed)).isEqualTo(expectedIds(needed));
            assertThat(rows(order, slice, pages, sides)).isEqualTo(expectedRows());
            while (!order.isClear()) {
                order.clear(keys, 1 + random.nextInt(3_000));
            }
            slice.close();
            expected.clear();
            for (int id = 0; id < keys.idEnd(); id++) {
                assertThat(keys.isHeld(id)).as("id %d", id).isFalse();
            }
            // Others get their ids.
            keys.onWindowClosed();
            keys.sweep(keys.idEnd());
        }
        assertThat(pages.taken()).isZero();
    }

    private void fill(RowSlice slice, Random random, int sides, int keyCount, int rowCount, int disorder) {
        Batch batch = new Batch(BATCH_ROWS);
        int[] ids = new int[BATCH_ROWS];
        for (int from = 0; from < rowCount; ) {
            batch.clear();
            batch.becomeKeyed(false);
            batch.side = random.nextInt(sides);
            int count = Math.min(rowCount - from, random.nextInt(BATCH_ROWS) + 1);
            for (int i = 0; i < count; i++) {
                long inOrder = slice.start + (SLICE_MILLIS - 1) * (from + i) / rowCount;
                int row = batch.size++;
                batch.keys[row] = random.nextInt(keyCount) * 7_000L;
                batch.timestamps[row] = Math.max(slice.start, inOrder - (disorder == 0 ? 0 : random.nextInt(disorder)));
                // Several results of one record have its origin.
                batch.origins[row] = random.nextInt(4) == 0 ? nextOrigin : ++nextOrigin;
                batch.values[row] = from + i;
            }
            keys.resolve(batch, ids);
            for (int row = 0; row < batch.size; row++) {
                expected.add(
                        new Row(ids[row], batch.side, batch.timestamps[row], batch.origins[row], batch.values[row]));
            }
            if (random.nextBoolean()) {
                slice.add(batch, ids, batch.side, keys);
            } else {
                for (int row = 0; row < batch.size; row++) {
                    slice.add(batch, row, ids[row], batch.side, keys);
                }
            }
            from += count;
        }
        assertThat(slice.rows()).isEqualTo(rowCount);
        assertThat(slice.isInOrder()).isEqualTo(rowCount == 0 || disorder == 0);
    }

    private static List<Integer> found(SliceOrder order, long needed) {
        List<Integer> all = new ArrayList<>();
        int[] found = new int[KeyTable.PAGE_IDS];
        for (int page = 0; page < order.pageEnd(); page++) {
            int count = order.find(page, needed, found);
            for (int i = 0; i < count; i++) {
                all.add(found[i]);
            }
        }
        return all;
    }

    private List<Integer> expectedIds(long needed) {
        long[] present = new long[keys.idEnd()];
        expected.forEach(row -> present[row.id] |= 1L << row.side);
        List<Integer> ids = new ArrayList<>();
        for (int id = 0; id < present.length; id++) {
            if (GroupResults.wants(needed, present[id])) {
                ids.add(id);
            }
        }
        return ids;
    }

    private List<Row> rows(SliceOrder order, RowSlice slice, RowPages pages, int sides) {
        List<Row> rows = new ArrayList<>();
        for (int id = 0; id < keys.idEnd(); id++) {
            if (order.present(id) == 0) {
                continue;
            }
            int from = order.start(id);
            for (int side = 0; side < sides; side++) {
                int to = order.end(id, side);
                int[] numbers = order.inOrder(slice, from, to);
                for (; from < to; from++) {
                    int row = numbers[from];
                    rows.add(new Row(id, side, pages.timestamp(row), pages.origin(row), pages.value(row)));
                }
            }
        }
        return rows;
    }

    private List<Row> expectedRows() {
        List<Row> rows = new ArrayList<>(expected);
        rows.sort(Comparator.comparingInt(Row::id)
                .thenComparingInt(Row::side)
                .thenComparingLong(Row::time)
                .thenComparingLong(Row::origin));
        return rows;
    }
}
