package dev.millrace.engine.join;

import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.api.type.StableHash;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.IdLists;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.LongsById;
import dev.millrace.engine.state.ObjectsById;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The second step of a foreign-key join, where the foreign key is owned: keeps the rows that may be referred to and the
 * references to each, and tells a reference of its row when it comes and whenever the row changes. See {@link
 * ForeignKeyJoinLoop} for how the steps fit together.
 *
 * <p>One row may have any number of references, so their answers are given a batch at a time.
 */
final class ForeignKeyLookupOperator implements Operator {

    private static final int REFERENCES = 0;

    /** At a capture. */
    private static final String LIST = "rows";

    private final KeyTable foreignKeys = new KeyTable();

    /** By id of the foreign key: the value of the row that has it. */
    private final ObjectsById<Object> values = new ObjectsById<>();

    /** By id of the foreign key: event time of that row's last change. */
    private final LongsById times = new LongsById();

    /** By id of the foreign key: ids of the primary keys that refer to it. */
    private final IdLists referring = new IdLists();

    /** A row has one reference at a time, and gives up one before it gets the next: here, too, as both go one way. */
    private final KeyTable primaryKeys = new KeyTable();

    /** By id of the primary key. */
    private final ObjectsById<Reference> references = new ObjectsById<>();

    /** By id of the foreign key; told before a batch changes anything. */
    private final ChangedRows changed = new ChangedRows();

    private final OperatorCounters counters = new OperatorCounters();
    private final Batch output;
    private final int[] ids;
    private final int[] primaryIds;

    /** The primary keys of a batch of references, to be resolved. */
    private final Batch primaries;

    private long watermark = Long.MIN_VALUE;
    private @Nullable Batch input;

    /** The row whose turn it is. */
    private int row;

    /** The reference that is told next of that row. */
    private int told = IdLists.NONE;

    ForeignKeyLookupOperator(int batchCapacity) {
        output = new Batch(batchCapacity);
        ids = new int[batchCapacity];
        primaryIds = new int[batchCapacity];
        primaries = new Batch(batchCapacity);
    }

    @Override
    public void accept(Batch batch) {
        counters.in += batch.size;
        foreignKeys.resolve(batch, ids);
        changed.addAll(ids, batch.size);
        if (batch.side == REFERENCES) {
            resolvePrimaryKeys(batch);
        }
        input = batch;
        row = 0;
    }

    @SuppressWarnings("NullAway") // rows below size are set
    private void resolvePrimaryKeys(Batch batch) {
        primaries.clear();
        primaries.becomeKeyed(true);
        for (int i = 0; i < batch.size; i++) {
            Object key = reference(batch, i).primaryKey();
            primaries.keyObjects[i] = key;
            primaries.keys[i] = StableHash.of(key);
        }
        primaries.size = batch.size;
        primaryKeys.resolve(primaries, primaryIds);
    }

    @SuppressWarnings("NullAway") // rows below size are set
    private static Reference reference(Batch batch, int row) {
        return (Reference) ((Change<?, ?>) batch.values[row]).value();
    }

    @Override
    public @Nullable Batch next() {
        Batch batch = input;
        if (batch == null) {
            return null;
        }
        // The header stays as it was until all rows have gone: only then does time go on.
        output.clear();
        while (!output.isFull()) {
            if (told != IdLists.NONE) {
                tellNext(batch);
            } else if (row == batch.size) {
                finish(batch);
                break;
            } else if (batch.side == REFERENCES) {
                move(batch);
            } else {
                change(batch);
            }
        }
        counters.out += output.size;
        return output;
    }

    @SuppressWarnings("NullAway") // rows below size are set
    private void move(Batch batch) {
        int id = ids[row];
        int primaryId = primaryIds[row];
        if (((Change<?, ?>) batch.values[row]).kind() == ChangeKind.DELETE) {
            referring.remove(id, primaryId);
            references.set(primaryId, null);
        } else {
            Reference reference = reference(batch, row);
            assert references.get(primaryId) == null : reference + " comes before another of its row has gone";
            referring.add(id, primaryId);
            references.set(primaryId, reference);
            answer(batch, reference, Math.max(batch.timestamps[row], times.get(id)));
        }
        done();
    }

    @SuppressWarnings("NullAway") // rows below size are set
    private void change(Batch batch) {
        int id = ids[row];
        Change<?, ?> change = (Change<?, ?>) batch.values[row];
        values.set(id, change.kind() == ChangeKind.DELETE ? null : change.value());
        times.raise(id, batch.timestamps[row]);
        told = referring.first(id);
        if (told == IdLists.NONE) {
            done();
        }
    }

    private void tellNext(Batch batch) {
        answer(batch, referenceOf(told), times.get(ids[row]));
        told = referring.next(told);
        if (told == IdLists.NONE) {
            done();
        }
    }

    private void answer(Batch batch, Reference reference, long time) {
        int to = output.size++;
        Answer answer = new Answer(reference, values.get(ids[row]));
        output.values[to] = new Change<Object, Object>(ChangeKind.UPDATE, reference.primaryKey(), answer);
        output.timestamps[to] = Math.max(time, watermark);
        output.origins[to] = batch.origins[row];
    }

    private void done() {
        counters.passed++;
        row++;
    }

    private void finish(Batch batch) {
        for (int i = 0; i < batch.size; i++) {
            int id = ids[i];
            if (values.get(id) == null && referring.first(id) == IdLists.NONE) {
                times.set(id, LongsById.NONE);
                foreignKeys.remove(id);
            }
            if (batch.side == REFERENCES && references.get(primaryIds[i]) == null) {
                primaryKeys.remove(primaryIds[i]);
            }
        }
        watermark = Math.max(watermark, batch.watermark);
        output.copyHeader(batch);
        input = null;
    }

    @Override
    public void capture(StateWriter out) {
        out.rows(LIST);
        changed.capture(out, 0, foreignKeys.idEnd(), this::write);
    }

    private void write(int id, StateWriter out) {
        Deque<Reference> fromOldest = new ArrayDeque<>();
        for (int each = referring.first(id); each != IdLists.NONE; each = referring.next(each)) {
            fromOldest.push(referenceOf(each));
        }
        if (values.get(id) != null || !fromOldest.isEmpty()) {
            out.entry(foreignKeys, id);
            out.writeLong(times.get(id));
            out.writeValue(values.get(id));
        }
        while (!fromOldest.isEmpty()) {
            fromOldest.pop().write(out);
        }
    }

    private Reference referenceOf(int primaryId) {
        Reference reference = references.get(primaryId);
        assert reference != null : "whoever is in a list has a reference";
        return reference;
    }

    @Override
    public void restore(StateReader in) {
        while (in.next(LIST)) {
            int id = in.id(foreignKeys);
            times.set(id, in.readLong());
            values.set(id, in.readValue());
            while (in.hasMore()) {
                Reference reference = Reference.read(in);
                Object key = reference.primaryKey();
                int primaryId = primaryKeys.idOf(StableHash.of(key), key);
                references.set(primaryId, reference);
                referring.add(id, primaryId);
            }
        }
    }

    /** Number of foreign keys with a row or a reference, and of references. */
    int size() {
        return foreignKeys.size() + primaryKeys.size();
    }

    @Override
    public long held() {
        return input == null ? 0 : input.size - row;
    }

    @Override
    public OperatorCounters counters() {
        return counters;
    }

    @Override
    public void weigh(Footprint footprint) {
        foreignKeys.weigh(footprint);
        values.weigh(footprint);
        times.weigh(footprint);
        referring.weigh(footprint);
        primaryKeys.weigh(footprint);
        references.weigh(footprint);
        changed.weigh(footprint);
    }
}
