package dev.millrace.engine.aggregate;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** An aggregate with an object as accumulator, one for each id. */
abstract sealed class ObjectPart {

    final Aggregate<Object, Object, Object> aggregate;

    private ObjectPart(Aggregate<Object, Object, Object> aggregate) {
        this.aggregate = aggregate;
    }

    static ObjectPart of(Aggregate<Object, Object, Object> aggregate) {
        return aggregate.isOrdered() ? new Ordered(aggregate) : new AtOnce(aggregate);
    }

    @SuppressWarnings("NullAway") // rows below size are set
    final void add(Accumulators into, int part, int[] ids, Batch batch, int[] rows, int from, int to)
            throws RecordFailure {
        int row = 0;
        try {
            for (int i = from; i < to; i++) {
                row = rows[i];
                into.setObject(ids[row], part, add(into.object(ids[row], part), batch, row));
            }
        } catch (Throwable thrown) {
            throw new RecordFailure(batch.origins[row], thrown);
        }
    }

    abstract Object add(@Nullable Object accumulator, Batch batch, int row) throws Exception;

    abstract Object result(Object accumulator) throws Exception;

    /** Adds each record as it comes. */
    private static final class AtOnce extends ObjectPart {

        AtOnce(Aggregate<Object, Object, Object> aggregate) {
            super(aggregate);
        }

        @Override
        @SuppressWarnings("NullAway") // rows below size are set
        Object add(@Nullable Object accumulator, Batch batch, int row) throws Exception {
            Object before = accumulator == null ? aggregate.create() : accumulator;
            return Objects.requireNonNull(
                    aggregate.add(before, batch.values[row]),
                    () -> "add of the aggregate " + aggregate.describe() + " returned null");
        }

        @Override
        Object result(Object accumulator) throws Exception {
            return aggregate.result(accumulator);
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
        Object result(Object accumulator) throws Exception {
            Object folded = aggregate.create();
            for (Object value : ((OrderedRecords) accumulator).inOrder()) {
                folded = aggregate.add(folded, value);
            }
            return aggregate.result(folded);
        }
    }
}
