package dev.millrace.engine.table;

import static dev.millrace.engine.table.ChangeRows.delete;
import static dev.millrace.engine.table.ChangeRows.insert;
import static dev.millrace.engine.table.ChangeRows.ofChanges;
import static dev.millrace.engine.table.ChangeRows.results;
import static dev.millrace.engine.table.ChangeRows.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.table.RowChange;
import dev.millrace.api.table.RowKind;
import dev.millrace.api.table.UpsertOrder;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.RecordFailure;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableOperatorsTest {

    private static final String DELETED = "deleted";

    private static ToTableOperator toTable(UpsertOrder order) {
        return new ToTableOperator(
                value -> value.equals(DELETED) ? null : value, order, KeyKind.OBJECT, false, Failures.fatal(), 16);
    }

    private static Batch row(Object key, Object value, long time, long watermark) {
        Batch batch = new Batch(16);
        ChangeRows.add(batch, key, value, time);
        batch.watermark = watermark;
        return batch;
    }

    @Test
    void aDeletedRowDoesNotComeBackWithAnEarlierRecord() throws RecordFailure {
        ToTableOperator table = toTable(UpsertOrder.EVENT_TIME);
        assertThat(results(table, row("k", "a", 10, 0))).containsExactly(insert("k", "a"));
        assertThat(results(table, row("k", DELETED, 20, 5))).containsExactly(delete("k", "a"));
        assertThat(results(table, row("k", "b", 15, 5))).isEmpty();
        assertThat(results(table, row("k", "c", 20, 20)))
                .as("the origin decides")
                .containsExactly(insert("k", "c"));
    }

    @Test
    void aDeleteThatComesBeforeTheRowIsRememberedToo() throws RecordFailure {
        ToTableOperator table = toTable(UpsertOrder.EVENT_TIME);
        assertThat(results(table, row("k", DELETED, 20, 0))).isEmpty();
        assertThat(results(table, row("k", "a", 10, 0))).isEmpty();
        assertThat(results(table, row("k", "b", 21, 0))).containsExactly(insert("k", "b"));
    }

    @Test
    void aTombstoneIsForgottenOnceTheWatermarkHasPassedIt() throws RecordFailure {
        ToTableOperator table = toTable(UpsertOrder.EVENT_TIME);
        results(table, row("k", "a", 10, 0));
        results(table, row("k", DELETED, 20, 20));
        assertThat(table.size()).as("a record of that very time may still come").isEqualTo(1);
        results(table, row("other", DELETED, 20, 21));
        assertThat(table.size()).isZero();
        assertThat(results(table, row("k", "late", 19, 21))).isEmpty();
        assertThat(table.counters().late).isEqualTo(1);
        assertThat(table.size()).as("a late record leaves nothing behind").isZero();
    }

    @Test
    void keysThatComeAndGoLeaveNothingBehind() throws RecordFailure {
        ToTableOperator byTime = toTable(UpsertOrder.EVENT_TIME);
        ToTableOperator byArrival = toTable(UpsertOrder.ARRIVAL);
        for (int i = 0; i < 5_000; i++) {
            for (ToTableOperator table : List.of(byTime, byArrival)) {
                results(table, row("key-" + i, "a", i, i));
                results(table, row("key-" + i, DELETED, i, i));
                assertThat(table.size()).isLessThanOrEqualTo(2);
            }
        }
        assertThat(byArrival.size()).isZero();
        Batch end = new Batch(16);
        end.watermark = Long.MAX_VALUE;
        results(byTime, end);
        assertThat(byTime.size()).isZero();
    }

    @Test
    void inOrderOfArrivalARowDoesNotGoBackInTimeAndAChangeIsNotBehindTheWatermark() throws RecordFailure {
        ToTableOperator table = toTable(UpsertOrder.ARRIVAL);
        assertThat(time(table, row("k", "a", 10, 12))).isEqualTo(10);
        assertThat(time(table, row("k", "b", 5, 12))).isEqualTo(12);
        assertThat(time(table, row("k", "c", 30, 12))).isEqualTo(30);
        assertThat(time(table, row("k", "d", 20, 12))).isEqualTo(30);
        assertThat(table.counters().late).isZero();
    }

    private static long time(ToTableOperator table, Batch batch) throws RecordFailure {
        table.accept(batch);
        Batch output = table.next();
        assertThat(output).isNotNull();
        assertThat(output.size).isEqualTo(1);
        return output.timestamps[0];
    }

    @Test
    void aFilterInsertsAndDeletesAsRowsBeginAndCeaseToMatch() throws RecordFailure {
        TableFilterLoop filter = new TableFilterLoop(value -> (int) value > 0, Failures.fatal(), 16);
        Batch batch = ofChanges(
                7,
                insert("k", -1),
                update("k", 1),
                update("k", 1),
                update("k", 2),
                update("k", -2),
                delete("k", -2),
                insert("k", 3),
                delete("k", 3));
        OperatorCounters counters = new OperatorCounters();
        filter.run(batch, counters);
        assertThat(batch.values)
                .startsWith(insert("k", 1), update("k", 2), delete("k", 2), insert("k", 3), delete("k", 3));
        assertThat(batch.size).isEqualTo(5);
        assertThat(counters.filtered).isEqualTo(3);
        assertThat(filter.size()).isZero();
    }

    @Test
    void aStreamOfRowsTellsTheRowBefore() throws RecordFailure {
        ToStreamOperator stream = new ToStreamOperator(1);
        List<Object> told = new java.util.ArrayList<>();
        for (var change : List.of(insert("k", 1), update("k", 1), update("k", 2), delete("k", 2))) {
            told.addAll(results(stream, ofChanges(7, change)));
        }
        assertThat(told)
                .containsExactly(
                        new RowChange<>(RowKind.INSERT, "k", 1),
                        new RowChange<>(RowKind.UPDATE_BEFORE, "k", 1),
                        new RowChange<>(RowKind.UPDATE_AFTER, "k", 2),
                        new RowChange<>(RowKind.DELETE, "k", 2));
        assertThat(told).asString().isEqualTo("[+I[k, 1], -U[k, 1], +U[k, 2], -D[k, 2]]");
        assertThat(stream.size()).isZero();
        assertThat(stream.held()).isZero();
    }
}
