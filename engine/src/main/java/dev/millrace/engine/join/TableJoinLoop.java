package dev.millrace.engine.join;

import dev.millrace.api.join.JoinType;
import dev.millrace.api.join.TableJoin;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.api.view.JoinRow;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.operator.ShownByKey;
import dev.millrace.engine.operator.ShownRows;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.LongsById;
import dev.millrace.engine.state.ObjectsById;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.table.ChangeBatch;
import dev.millrace.engine.table.ChangeLoop;
import dev.millrace.engine.table.TableRows;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins two tables by their keys.
 *
 * <p>A batch takes three passes: each change is put into its side, and the pair that its key then has is noted; the user's
 * function joins all pairs in one loop; each result becomes the row of its key. A pair has what its key had at that very
 * change, so several changes of one key in a batch give what they would give in several.
 */
final class TableJoinLoop implements ChangeLoop, ShownByKey, ShownRows {

    private static final int NO_PAIR = -1;

    /** At a capture. */
    private static final String LIST = "rows";

    private final JoinType type;
    private final PairBatch pairs;
    private final KeyKind keyKind;
    private final KeyTable keys = new KeyTable();
    private final ObjectsById<Object> lefts = new ObjectsById<>();
    private final ObjectsById<Object> rights = new ObjectsById<>();
    private final TableRows rows = new TableRows();

    /** By id: the latest event time of any change of the key, on either side. */
    private final LongsById times = new LongsById();

    /** By id; told before a batch changes rows. */
    private final ChangedRows changed = new ChangedRows();

    private final int[] ids;
    private final int[] pairOfRow;

    TableJoinLoop(TableJoin join, KeyKind keyKind, Failures failures, int batchCapacity) {
        this.keyKind = keyKind;
        type = join.type();
        pairs = new PairBatch(join.joiner(), failures, batchCapacity);
        ids = new int[batchCapacity];
        pairOfRow = new int[batchCapacity];
    }

    @Override
    public void run(Batch batch, long watermark, ChangeBatch changes, OperatorCounters counters) throws RecordFailure {
        keys.resolve(batch, ids);
        changed.addAll(ids, batch.size);
        pairs.clear();
        takeIn(batch, watermark);
        give(batch, pairs.joinInPlace(counters), changes);
        for (int row = 0; row < batch.size; row++) {
            int id = ids[row];
            if (lefts.get(id) == null && rights.get(id) == null) {
                times.set(id, LongsById.NONE);
                keys.remove(id);
            }
        }
    }

    @SuppressWarnings("NullAway") // rows below size are set
    private void takeIn(Batch batch, long watermark) {
        ObjectsById<Object> side = batch.side == 0 ? lefts : rights;
        for (int row = 0; row < batch.size; row++) {
            int id = ids[row];
            Change<?, ?> change = (Change<?, ?>) batch.values[row];
            side.set(id, change.kind() == ChangeKind.DELETE ? null : change.value());
            batch.timestamps[row] = times.raise(id, Math.max(watermark, batch.timestamps[row]));
            Object left = lefts.get(id);
            Object right = rights.get(id);
            if (isRow(left, right)) {
                pairOfRow[row] = pairs.size();
                pairs.add(left, right, batch.timestamps[row], batch.origins[row]);
            } else {
                pairOfRow[row] = NO_PAIR;
            }
        }
    }

    private boolean isRow(@Nullable Object left, @Nullable Object right) {
        boolean isLeftEnough = right != null || left != null && type.keepsUnmatched(0);
        boolean isRightEnough = left != null || right != null && type.keepsUnmatched(1);
        return isLeftEnough && isRightEnough;
    }

    @SuppressWarnings("NullAway") // rows below size are set
    private void give(Batch batch, Batch joined, ChangeBatch changes) throws RecordFailure {
        int row = 0;
        try {
            for (; row < batch.size; row++) {
                int pair = pairOfRow[row];
                Object key = ((Change<?, ?>) batch.values[row]).key();
                Object value = pair == NO_PAIR ? null : joined.values[pair];
                Change<Object, Object> change = value == null ? rows.remove(ids[row]) : rows.put(ids[row], key, value);
                changes.add(change, batch.timestamps[row], batch.origins[row]);
            }
        } catch (Throwable thrown) {
            // The equality of values is the user's.
            throw new RecordFailure(batch.origins[row], thrown);
        }
    }

    @Override
    public void capture(StateWriter out) {
        out.rows(LIST);
        changed.capture(out, 0, keys.idEnd(), this::write);
    }

    private void write(int id, StateWriter out) {
        if (lefts.get(id) != null || rights.get(id) != null) {
            out.entry(keys, id);
            out.writeValue(lefts.get(id));
            out.writeValue(rights.get(id));
            out.writeLong(times.get(id));
            rows.write(id, out);
        }
    }

    @Override
    public void restore(StateReader in) {
        while (in.next(LIST)) {
            int id = in.newId(keys);
            lefts.set(id, in.readValue());
            rights.set(id, in.readValue());
            times.set(id, in.readLong());
            rows.read(id, in);
        }
    }

    @Override
    public void show(BiConsumer<Object, Object> visitor) {
        rows.show(keys, visitor);
    }

    @Override
    public void showRows(BiConsumer<Object, List<JoinRow>> visitor) {
        RowsByKey shown = new RowsByKey();
        for (int id = 0; id < keys.idEnd(); id++) {
            show(id, 0, lefts.get(id), shown);
            show(id, 1, rights.get(id), shown);
        }
        shown.giveTo(keys, keyKind, visitor);
    }

    private void show(int id, int side, @Nullable Object value, RowsByKey shown) {
        if (value != null) {
            shown.add(id, side, times.get(id), value);
        }
    }

    /** Number of keys that have a row on either side. */
    int size() {
        return keys.size();
    }

    @Override
    public void weigh(Footprint footprint) {
        keys.weigh(footprint);
        lefts.weigh(footprint);
        rights.weigh(footprint);
        rows.weigh(footprint, keys.idEnd());
        times.weigh(footprint);
        changed.weigh(footprint);
    }
}
