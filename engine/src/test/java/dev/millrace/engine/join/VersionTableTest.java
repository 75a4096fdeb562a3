package dev.millrace.engine.join;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.state.KeyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions of rows against sorted maps, and what finding one costs. */
class VersionTableTest {

    private static final int ROWS = 40;
    private static final int STEPS = 6_000;
    private static final int DISORDER = 300;

    private final KeyTable keys = new KeyTable();

    private record Version(long origin, Object value) {}

    private static @Nullable Object find(VersionTable table, int id, long time) {
        VersionTable.Found found = new VersionTable.Found(1);
        table.find(new int[] {id}, new long[] {time}, 0, 1, found);
        return found.values[0];
    }

    private int id(long key) {
        Batch batch = new Batch(1);
        batch.becomeKeyed(false);
        batch.keys[0] = key;
        batch.size = 1;
        int[] ids = new int[1];
        keys.resolve(batch, ids);
        return ids[0];
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void aVersionIsThatOfASortedMapHoweverMuchIsPruned(long seed) {
        Random random = new Random(seed);
        long maxAge = seed % 2 == 0 ? VersionTable.ANY_AGE : random.nextInt(2_000);
        VersionTable table = new VersionTable(keys, true, maxAge);
        List<NavigableMap<Long, Version>> model = new ArrayList<>();
        for (int row = 0; row < ROWS; row++) {
            model.add(new TreeMap<>());
        }
        long watermark = 0;
        for (int step = 0; step < STEPS; step++) {
            watermark += random.nextInt(4);
            int row = random.nextInt(ROWS);
            long time = watermark + random.nextInt(DISORDER);
            Version version =
                    new Version(random.nextInt(3), random.nextInt(5) == 0 ? VersionTable.ABSENT : "value-" + step);
            table.add(id(row), time, version.origin(), version.value());
            model.get(row).merge(time, version, (old, added) -> added.origin() >= old.origin() ? added : old);
            if (random.nextInt(3) == 0) {
                table.prune(watermark - 1, 1 + random.nextInt(8));
            }
            int asked = random.nextInt(ROWS);
            long at = watermark + random.nextInt(2 * DISORDER);
            assertThat(find(table, id(asked), at))
                    .as("row %d at %d, step %d", asked, at, step)
                    .isEqualTo(answer(model.get(asked), at, maxAge));
        }
        table.prune(watermark + DISORDER, 2 * ROWS);
        assertThat(table.size())
                .as("one for each row that is there")
                .isEqualTo(living(model, watermark + DISORDER, maxAge));
    }

    private static @Nullable Object answer(NavigableMap<Long, Version> row, long at, long maxAge) {
        Map.Entry<Long, Version> found = row.floorEntry(at);
        boolean isNone = found == null
                || found.getValue().value() == VersionTable.ABSENT
                || maxAge != VersionTable.ANY_AGE && at - found.getKey() > maxAge;
        return isNone ? null : found.getValue().value();
    }

    private static long living(List<NavigableMap<Long, Version>> model, long at, long maxAge) {
        return model.stream().filter(row -> answer(row, at, maxAge) != null).count();
    }

    @Test
    void aVersionIsFoundInTheLogarithmOfThoseOfItsRow() {
        VersionTable table = new VersionTable(keys, true, VersionTable.ANY_AGE);
        int versions = 1 << 16;
        for (int i = 0; i < versions; i++) {
            table.add(id(1), i, 0, i);
        }
        assertThat(table.probes()).as("versions in order are appended").isZero();
        int lookups = 1_000;
        for (int i = 0; i < lookups; i++) {
            assertThat(find(table, id(1), i * 61L)).isEqualTo(i * 61);
        }
        assertThat(table.probes()).isLessThanOrEqualTo(lookups * 17L);
        long before = table.probes();
        assertThat(find(table, id(1), versions)).isEqualTo(versions - 1);
        assertThat(table.probes()).as("the newest is not looked for").isEqualTo(before);
    }

    @Test
    void aRowThatNobodyAsksForKeepsOneVersionOnceTimeHasPassed() {
        VersionTable table = new VersionTable(keys, true, VersionTable.ANY_AGE);
        for (int row = 0; row < 1_000; row++) {
            for (int i = 0; i < 5; i++) {
                table.add(id(row), i, 0, "value-" + i);
            }
        }
        assertThat(table.size()).isEqualTo(5_000);
        table.prune(3, 100);
        assertThat(table.size()).as("a prune looks at so many rows").isEqualTo(5_000 - 100 * 3);
        table.prune(3, 900);
        assertThat(table.size()).isEqualTo(2_000);
        table.prune(4, 1_000);
        assertThat(table.size()).isEqualTo(1_000);
        assertThat(find(table, id(7), 100)).isEqualTo("value-4");
    }

    @Test
    void aRowThatWasDeletedLetsGoOfItsKey() {
        VersionTable table = new VersionTable(keys, true, VersionTable.ANY_AGE);
        table.add(id(1), 10, 0, "value");
        table.add(id(1), 20, 0, VersionTable.ABSENT);
        table.prune(19, 10);
        assertThat(find(table, id(1), 19)).isEqualTo("value");
        table.prune(20, 10);
        assertThat(table.size()).isZero();
        for (int round = 0; round < 3; round++) {
            keys.onWindowClosed();
            keys.sweep(10);
        }
        assertThat(keys.size()).isZero();
    }

    @Test
    void withoutHistoryThereIsOneVersionEach() {
        VersionTable table = new VersionTable(keys, false, VersionTable.ANY_AGE);
        table.add(id(1), 10, 0, "ten");
        table.add(id(1), 30, 0, "thirty");
        table.add(id(1), 20, 0, "twenty");
        assertThat(table.size()).isEqualTo(1);
        assertThat(find(table, id(1), 0)).isEqualTo("thirty");
    }
}
