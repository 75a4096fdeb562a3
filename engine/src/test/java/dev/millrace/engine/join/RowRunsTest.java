package dev.millrace.engine.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowRunsTest {

    private record Row(int id, long time, long origin, Object value) {}

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20, 5_000})
    void rowsGoWhenTheWatermarkHasPassedThemAndNotBefore(int disorder) {
        Random random = new Random(disorder + 1L);
        RowRuns rows = new RowRuns();
        List<Row> model = new ArrayList<>();
        long time = -1_000;
        for (int step = 0; step < 20_000; step++) {
            time += random.nextInt(3);
            Row row = new Row(step % 7, time - random.nextInt(disorder + 1), step, "row-" + step);
            rows.add(row.id, row.time, row.origin, row.value);
            model.add(row);
            if (random.nextInt(100) == 0) {
                long until = time - random.nextInt(disorder + 100);
                List<Row> expected =
                        model.stream().filter(one -> one.time < until).toList();
                model.removeAll(expected);
                assertThat(take(rows, until)).containsExactlyInAnyOrderElementsOf(expected);
                assertThat(rows.size()).isEqualTo(model.size());
            }
        }
        assertThat(take(rows, Long.MAX_VALUE)).containsExactlyInAnyOrderElementsOf(model);
        assertThat(rows.size()).isZero();
        assertThat(rows.runs()).isZero();
    }

    private static List<Row> take(RowRuns rows, long until) {
        List<Row> taken = new ArrayList<>();
        while (rows.take(until)) {
            taken.add(new Row(rows.id(), rows.time(), rows.origin(), rows.value()));
        }
        return taken;
    }

    @Test
    void rowsInOrderMakeOneRun() {
        RowRuns rows = new RowRuns();
        for (int i = 0; i < 10_000; i++) {
            rows.add(0, i / 3, i, "row");
        }
        assertThat(rows.runs()).isEqualTo(1);
    }

    @Test
    void rowsThatComeByTwosMakeTwoRuns() {
        RowRuns rows = new RowRuns();
        for (int i = 0; i < 10_000; i += 2) {
            rows.add(0, i + 1, i, "later");
            rows.add(0, i, i, "earlier");
        }
        assertThat(rows.runs()).isEqualTo(2);
    }
}
