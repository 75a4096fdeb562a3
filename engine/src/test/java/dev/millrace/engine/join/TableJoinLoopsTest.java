package dev.millrace.engine.join;

import static dev.millrace.engine.table.ChangeRows.delete;
import static dev.millrace.engine.table.ChangeRows.insert;
import static dev.millrace.engine.table.ChangeRows.ofChanges;
import static dev.millrace.engine.table.ChangeRows.results;
import static dev.millrace.engine.table.ChangeRows.update;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.api.join.ForeignKeyJoin;
import dev.millrace.api.join.JoinType;
import dev.millrace.api.join.TableJoin;
import dev.millrace.api.table.Change;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.table.ChangesOperator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The hazards of order between two sides and two tasks, one by one. */
class TableJoinLoopsTest {

    private static final Reference TO_A = new Reference("order", "A", 1);
    private static final Reference TO_B = new Reference("order", "B", 2);
    private static final Reference TO_A_AGAIN = new Reference("order", "A", 3);

    private final ForeignKeyJoinLoop loop = new ForeignKeyJoinLoop(
            new ForeignKeyJoin(JoinType.INNER, (left, right) -> left + "|" + right),
            KeyKind.OBJECT,
            Failures.fatal(),
            16);
    private final Operator join = new ChangesOperator(loop, 16);

    private static Batch side(int side, Batch batch) {
        batch.side = side;
        return batch;
    }

    private List<Object> row(Change<Object, Object> change) throws RecordFailure {
        return results(join, side(0, ofChanges(1, change)));
    }

    private List<Object> answer(Reference reference, @Nullable String value) throws RecordFailure {
        return results(join, side(1, ofChanges(2, update("order", new Answer(reference, value)))));
    }

    private static ReferringValue value(String value, Reference reference, @Nullable Reference before) {
        return new ReferringValue(value, reference, before, true);
    }

    private static ReferringValue first(String value, Reference reference) {
        return new ReferringValue(value, reference, null, true);
    }

    private static Change<Object, Object> gone(String value, Reference before) {
        return delete("order", new ReferringValue(value, null, before, false));
    }

    @Test
    void anAnswerThatComesBeforeItsRowWaitsForIt() throws RecordFailure {
        assertThat(answer(TO_A, "alice")).isEmpty();
        assertThat(answer(TO_A, "anna")).isEmpty();
        assertThat(row(insert("order", first("one", TO_A)))).containsExactly(insert("order", "one|anna"));
        assertThat(row(gone("one", TO_A))).containsExactly(delete("order", "one|anna"));
        assertThat(loop.size()).isZero();
    }

    @Test
    void aRowThatMovesIsUpdatedOnce() throws RecordFailure {
        row(insert("order", first("one", TO_A)));
        assertThat(answer(TO_A, "alice")).containsExactly(insert("order", "one|alice"));
        assertThat(row(update("order", value("two", TO_B, TO_A))))
                .as("it stays until it is known what it refers to")
                .isEmpty();
        assertThat(answer(TO_A, "anna")).as("stale").isEmpty();
        assertThat(answer(TO_B, "bob")).containsExactly(update("order", "two|bob"));
        assertThat(answer(TO_A, "ann")).as("stale").isEmpty();
    }

    @Test
    void aRowThatMovesToNobodyIsDeletedByTheAnswer() throws RecordFailure {
        row(insert("order", first("one", TO_A)));
        answer(TO_A, "alice");
        assertThat(row(update("order", value("one", TO_B, TO_A)))).isEmpty();
        assertThat(answer(TO_B, null)).containsExactly(delete("order", "one|alice"));
        assertThat(answer(TO_B, "bob")).containsExactly(insert("order", "one|bob"));
    }

    @Test
    void aRowThatComesBackToItsFirstReferenceIsNotAnsweredByTheOldOne() throws RecordFailure {
        row(insert("order", first("one", TO_A)));
        answer(TO_A, "alice");
        row(update("order", value("one", TO_B, TO_A)));
        row(update("order", value("one", TO_A_AGAIN, TO_B)));
        assertThat(answer(TO_B, "bob")).isEmpty();
        assertThat(answer(TO_A, "anna")).isEmpty();
        assertThat(answer(TO_A_AGAIN, "ann")).containsExactly(update("order", "one|ann"));
    }

    @Test
    void anAnswerToARowThatIsGoneDoesNotBringItBack() throws RecordFailure {
        row(insert("order", first("one", TO_A)));
        row(update("order", value("one", TO_B, TO_A)));
        assertThat(answer(TO_B, "bob")).containsExactly(insert("order", "one|bob"));
        assertThat(row(gone("one", TO_B))).containsExactly(delete("order", "one|bob"));
        assertThat(answer(TO_A, "alice")).isEmpty();
        assertThat(answer(TO_B, "bill")).isEmpty();
        assertThat(loop.size()).as("nothing is kept for it").isZero();
    }

    @Test
    void anAnswerToALaterRowOutlivesTheRowBefore() throws RecordFailure {
        row(insert("order", first("one", TO_A)));
        assertThat(answer(TO_B, "bob")).as("early").isEmpty();
        assertThat(answer(TO_A, "alice")).containsExactly(insert("order", "one|alice"));
        assertThat(row(gone("one", TO_A))).containsExactly(delete("order", "one|alice"));
        assertThat(row(insert("order", first("two", TO_B)))).containsExactly(insert("order", "two|bob"));
    }

    @Test
    void aRowThatChangesAndKeepsItsReferenceNeedsNoAnswer() throws RecordFailure {
        row(insert("order", first("one", TO_A)));
        answer(TO_A, "alice");
        assertThat(row(update("order", new ReferringValue("two", TO_A, null, false))))
                .containsExactly(update("order", "two|alice"));
    }

    @Test
    void allReferencesAreToldAFewAtATimeAndLeaveNothingBehind() throws RecordFailure {
        ForeignKeyLookupOperator lookup = new ForeignKeyLookupOperator(16);
        int references = 100;
        for (int i = 0; i < references; i++) {
            Reference reference = new Reference("order-" + i, "A", i + 1);
            List<Object> told = results(lookup, side(0, ofChanges(1, insert("A", reference))));
            assertThat(told).containsExactly(update("order-" + i, new Answer(reference, null)));
        }
        lookup.accept(side(1, ofChanges(2, insert("A", "alice"))));
        int told = 0;
        int batches = 0;
        for (Batch output = lookup.next(); output != null; output = lookup.next()) {
            assertThat(lookup.held()).isEqualTo(told + output.size < references ? 1 : 0);
            told += output.size;
            batches++;
        }
        assertThat(told).isEqualTo(references);
        assertThat(batches).isEqualTo(references / 16 + 1);
        for (int i = 0; i < references; i++) {
            results(lookup, side(0, ofChanges(1, delete("A", new Reference("order-" + i, "A", i + 1)))));
        }
        assertThat(lookup.size()).isEqualTo(1);
        assertThat(results(lookup, side(1, ofChanges(2, delete("A", "alice"))))).isEmpty();
        assertThat(lookup.size()).isZero();
    }

    @Test
    void keysThatAreGoneOnBothSidesLeaveNothingBehind() throws RecordFailure {
        TableJoinLoop tables = new TableJoinLoop(
                new TableJoin(JoinType.FULL, (l, r) -> l + "|" + r), KeyKind.OBJECT, Failures.fatal(), 16);
        Operator operator = new ChangesOperator(tables, 16);
        assertThat(results(operator, side(0, ofChanges(1, insert("k", 1), update("k", 2), insert("n", 1)))))
                .containsExactly(insert("k", "1|null"), update("k", "2|null"), insert("n", "1|null"));
        assertThat(results(operator, side(1, ofChanges(1, insert("k", 3), insert("o", 4), delete("o", 4)))))
                .containsExactly(update("k", "2|3"), insert("o", "null|4"), delete("o", "null|4"));
        assertThat(tables.size()).isEqualTo(2);
        assertThat(results(operator, side(0, ofChanges(1, delete("k", 2), delete("n", 1)))))
                .containsExactly(update("k", "null|3"), delete("n", "1|null"));
        assertThat(results(operator, side(1, ofChanges(1, delete("k", 3))))).containsExactly(delete("k", "null|3"));
        assertThat(tables.size()).isZero();
    }

    @Test
    void aChangeHasTheLatestTimeOfItsKeyAndIsNotBehindTheWatermark() throws RecordFailure {
        TableJoinLoop tables = new TableJoinLoop(
                new TableJoin(JoinType.INNER, (l, r) -> l + "|" + r), KeyKind.OBJECT, Failures.fatal(), 16);
        Operator operator = new ChangesOperator(tables, 16);
        results(operator, side(0, ofChanges(30, insert("k", 1))));
        operator.accept(side(1, ofChanges(10, insert("k", 2))));
        assertThat(operator.next())
                .isNotNull()
                .satisfies(output -> assertThat(output.timestamps[0]).isEqualTo(30));
        Batch header = side(1, ofChanges(10));
        header.watermark = 50;
        results(operator, header);
        operator.accept(side(1, ofChanges(40, update("k", 3))));
        assertThat(operator.next())
                .isNotNull()
                .satisfies(output -> assertThat(output.timestamps[0]).isEqualTo(50));
    }
}
