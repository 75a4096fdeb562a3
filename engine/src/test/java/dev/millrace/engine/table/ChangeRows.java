package dev.millrace.engine.table;

import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.api.type.StableHash;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import java.util.ArrayList;
import java.util.List;

/** Batches of keyed rows for tests, and what operators make of them. */
public final class ChangeRows {

    private static final int CAPACITY = 16;

    private ChangeRows() {}

    /** A batch of changes by their key. */
    @SafeVarargs
    public static Batch ofChanges(long time, Change<Object, Object>... changes) {
        Batch batch = new Batch(CAPACITY);
        for (Change<Object, Object> change : changes) {
            add(batch, change.key(), change, time);
        }
        return batch;
    }

    static void add(Batch batch, Object key, Object value, long time) {
        batch.becomeKeyed(true);
        int row = batch.size++;
        batch.keyObjects[row] = key;
        batch.keys[row] = StableHash.of(key);
        batch.values[row] = value;
        batch.timestamps[row] = time;
        batch.origins[row] = row;
    }

    /** A row that comes. */
    public static Change<Object, Object> insert(Object key, Object value) {
        return new Change<>(ChangeKind.INSERT, key, value);
    }

    /** A row that becomes another. */
    public static Change<Object, Object> update(Object key, Object value) {
        return new Change<>(ChangeKind.UPDATE, key, value);
    }

    /** A row that goes. */
    public static Change<Object, Object> delete(Object key, Object value) {
        return new Change<>(ChangeKind.DELETE, key, value);
    }

    /** What comes of a batch by the main output. */
    public static List<Object> results(Operator operator, Batch batch) throws RecordFailure {
        List<Object> results = new ArrayList<>();
        operator.accept(batch);
        for (Batch output = operator.next(); output != null; output = operator.next()) {
            for (int row = 0; row < output.size && output.port == Batch.MAIN_PORT; row++) {
                results.add(output.values[row]);
            }
        }
        return results;
    }
}
