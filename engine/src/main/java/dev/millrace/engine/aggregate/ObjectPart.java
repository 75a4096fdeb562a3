package dev.millrace.engine.aggregate;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.operator.RejectedRows;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An aggregate with an object as accumulator, one for each slot. Null stands for one without records. */
abstract sealed class ObjectPart {

    final Aggregate<Object, Object, Object> aggregate;

    private ObjectPart(Aggregate<Object, Object, Object> aggregate) {
        this.aggregate = aggregate;
    }

    static ObjectPart of(Aggregate<Object, Object, Object> aggregate) {
        return aggregate.isOrdered() ? new Ordered(aggregate) : new AtOnce(aggregate);
    }

    /** Adds rows; true if some were refused, whose slot is the trash now. */
    final boolean add(
            Accumulators into, int part, int[] slots, Batch batch, int from, int to, AggregatePlan.Refused refused)
            throws RecordFailure {
        boolean isAnyRefused = false;
        for (int row = from; row < to; row++) {
            try {
                row = add(into, part, slots, batch, row, to);
            } catch (RecordFailure failure) {
                refused.accept(batch, failure);
                isAnyRefused = true;
                row = failure.row();
                slots[row] = Accumulators.TRASH;
            }
        }
        return isAnyRefused;
    }

    private int add(Accumulators into, int part, int[] slots, Batch batch, int from, int to) throws RecordFailure {
        int row = from;
        try {
            for (; row < to; row++) {
                int slot = slots[row];
                if (slot != Accumulators.TRASH) {
                    into.setObject(slot, part, add(into.object(slot, part), batch, row));
                }
            }
            return row;
        } catch (Throwable thrown) {
            throw new RecordFailure(batch.origins[row], row, thrown);
        }
    }

    /** Rejects rows that cannot even be added to nothing. */
    @SuppressWarnings("NullAway") // rows below size are set
    final void tryOut(Batch batch, RejectedRows rejected) throws RecordFailure {
        for (int row = 0; row < batch.size; row++) {
            try {
                aggregate.add(orNew(null), batch.values[row], batch.timestamps[row], batch.origins[row]);
            } catch (Throwable thrown) {
                rejected.add(new RecordFailure(batch.origins[row], row, thrown));
            }
        }
    }

    abstract Object add(@Nullable Object accumulator, Batch batch, int row) throws Exception;

    /** Merges; {@code right} stays as it is, and {@code left} may be changed. */
    abstract Object merge(@Nullable Object left, Object right) throws Exception;

    abstract Object result(Object accumulator) throws Exception;

    /** Writes an accumulator as a field of an entry. */
    abstract void write(Object accumulator, StateWriter out);

    /** Reads one back. */
    abstract Object read(StateReader in);

    final Object subtract(Object left, Object right) throws Exception {
        return aggregate.subtract(left, right);
    }

    private Object orNew(@Nullable Object accumulator) {
        return accumulator == null
                ? Objects.requireNonNull(
                        aggregate.create(), () -> "create of the aggregate " + aggregate.describe() + " returned null")
                : accumulator;
    }

    /** Adds each record as it comes. */
    private static final class AtOnce extends ObjectPart {

        AtOnce(Aggregate<Object, Object, Object> aggregate) {
            super(aggregate);
        }

        @Override
        @SuppressWarnings("NullAway") // rows below size are set
        Object add(@Nullable Object accumulator, Batch batch, int row) throws Exception {
            return Objects.requireNonNull(
                    aggregate.add(
                            super.orNew(accumulator), batch.values[row], batch.timestamps[row], batch.origins[row]),
                    () -> "add of the aggregate " + aggregate.describe() + " returned null");
        }

        @Override
        Object merge(@Nullable Object left, Object right) throws Exception {
            return Objects.requireNonNull(
                    aggregate.merge(super.orNew(left), right),
                    () -> "merge of the aggregate " + aggregate.describe() + " returned null");
        }

        @Override
        Object result(Object accumulator) throws Exception {
            return aggregate.result(accumulator);
        }

        @Override
        void write(Object accumulator, StateWriter out) {
            aggregate.writeAccumulator(accumulator, out.parts());
        }

        @Override
        Object read(StateReader in) {
            return Objects.requireNonNull(
                    aggregate.readAccumulator(in.parts()),
                    () -> "readAccumulator of the aggregate " + aggregate.describe() + " returned null");
        }
    }

    /** Keeps the records until the window closes, and adds them in the order of (event time, split, position). */
    private static final class Ordered extends ObjectPart {

        Ordered(Aggregate<Object, Object, Object> aggregate) {
            super(aggregate);
        }

        @Override
        @SuppressWarnings("NullAway") // rows below size are set
        Object add(@Nullable Object accumulator, Batch batch, int row) {
            OrderedRecords records = accumulator == null ? new OrderedRecords() : (OrderedRecords) accumulator;
            records.add(batch.timestamps[row], batch.origins[row], batch.values[row]);
            return records;
        }

        @Override
        Object merge(@Nullable Object left, Object right) {
            OrderedRecords records = left == null ? new OrderedRecords() : (OrderedRecords) left;
            records.addAll((OrderedRecords) right);
            return records;
        }

        @Override
        Object result(Object accumulator) throws Exception {
            Object folded = aggregate.create();
            for (OrderedRecords.Entry entry : ((OrderedRecords) accumulator).inOrder()) {
                folded = aggregate.add(folded, entry.value(), entry.timestamp(), entry.origin());
            }
            return aggregate.result(folded);
        }

        @Override
        void write(Object accumulator, StateWriter out) {
            ((OrderedRecords) accumulator).write(out);
        }

        @Override
        Object read(StateReader in) {
            return OrderedRecords.read(in);
        }
    }
}
