package dev.millrace.engine.join;

import dev.millrace.api.function.FlatMapper;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.operator.RowLoop;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.ObjectsById;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.table.ValueReader;
import dev.millrace.engine.table.ValueReaders;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The first step of a foreign-key join, where the primary key is owned: tells each row which reference it has. A row keeps its
 * reference as long as it refers to the same key. See {@link ForeignKeyJoinLoop} for how the steps fit together.
 */
public final class ReferenceLoop implements RowLoop {

    /** Makes the references that come and go of the changes that this gives: a row leaves one before it takes another. */
    public static final FlatMapper<Object, Object> MOVES = ReferenceLoop::moves;

    /** Lists at a capture. */
    private static final String COUNT = "count";

    private static final String REFERENCES = "references";

    private final ValueReader reader;
    private final Failures failures;
    private final KeyTable keys = new KeyTable();

    /** By id: the reference of the row. */
    private final ObjectsById<Reference> references = new ObjectsById<>();

    /** By id; told before a batch changes references. */
    private final ChangedRows changed = new ChangedRows();

    private final int[] ids;
    private final @Nullable Object[] foreignKeys;
    private long count;

    /**
     * Makes one without references.
     *
     * @param foreignKey reads from a value the key that it refers to; null if it refers to nothing
     * @param failures what becomes of rows for which it throws; those that are set aside count as deleted
     * @param batchCapacity rows in a batch
     */
    public ReferenceLoop(ThrowingFunction<Object, @Nullable Object> foreignKey, Failures failures, int batchCapacity) {
        this.failures = failures;
        reader = ValueReaders.ofChanges(foreignKey);
        ids = new int[batchCapacity];
        foreignKeys = new @Nullable Object[batchCapacity];
    }

    @Override
    public void run(Batch batch, OperatorCounters counters) throws RecordFailure {
        keys.resolve(batch, ids);
        changed.addAll(ids, batch.size);
        reader.readAll(batch, foreignKeys, failure -> {
            failures.setAside(batch, failure.row(), failure, counters);
            delete(batch, failure.row());
        });
        int row = 0;
        try {
            for (; row < batch.size; row++) {
                refer(batch, row);
            }
        } catch (Throwable thrown) {
            // The equality of keys is the user's.
            throw new RecordFailure(batch.origins[row], thrown);
        }
        for (row = 0; row < batch.size; row++) {
            foreignKeys[row] = null;
            if (references.get(ids[row]) == null) {
                keys.remove(ids[row]);
            }
        }
    }

    @SuppressWarnings("NullAway") // rows below size are set
    private static void delete(Batch batch, int row) {
        Change<?, ?> change = (Change<?, ?>) batch.values[row];
        batch.values[row] = new Change<Object, Object>(ChangeKind.DELETE, change.key(), change.value());
    }

    @SuppressWarnings("NullAway") // rows below size are set
    private void refer(Batch batch, int row) {
        Change<?, ?> change = (Change<?, ?>) batch.values[row];
        int id = ids[row];
        Object foreignKey = foreignKeys[row];
        Reference before = references.get(id);
        boolean isKept = before != null && before.foreignKey().equals(foreignKey);
        Reference now = before;
        if (!isKept) {
            now = foreignKey == null ? null : new Reference(change.key(), foreignKey, ++count);
            references.set(id, now);
        }
        ReferringValue value = new ReferringValue(change.value(), now, isKept ? null : before, !isKept && now != null);
        batch.values[row] = new Change<Object, Object>(change.kind(), change.key(), value);
    }

    private static void moves(Object changed, Consumer<Object> out) {
        ReferringValue value = (ReferringValue) ((Change<?, ?>) changed).value();
        Reference before = value.before();
        if (before != null) {
            out.accept(new Change<>(ChangeKind.DELETE, before.foreignKey(), before));
        }
        Reference reference = value.reference();
        if (value.isNew() && reference != null) {
            out.accept(new Change<>(ChangeKind.INSERT, reference.foreignKey(), reference));
        }
    }

    @Override
    public void capture(StateWriter out) {
        out.list(COUNT);
        out.entryForAll();
        out.writeLong(count);
        out.rows(REFERENCES);
        changed.capture(out, 0, keys.idEnd(), this::write);
    }

    private void write(int id, StateWriter out) {
        Reference reference = references.get(id);
        if (reference != null) {
            out.entry(keys, id);
            reference.write(out);
        }
    }

    /** All tasks go on behind the greatest number, since rows with it may come to any of them. */
    @Override
    public void restore(StateReader in) {
        while (in.next(COUNT)) {
            count = Math.max(count, in.readLong());
        }
        while (in.next(REFERENCES)) {
            references.set(in.id(keys), Reference.read(in));
        }
    }

    /** Number of rows that refer to something. */
    int size() {
        return keys.size();
    }

    @Override
    public void weigh(Footprint footprint) {
        keys.weigh(footprint);
        references.weigh(footprint);
        changed.weigh(footprint);
    }
}
