package dev.millrace.engine.table;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.UpsertOrder;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.operator.RejectedRows;
import dev.millrace.engine.operator.ShownByKey;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.LongsById;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.state.TimerWheel;
import dev.millrace.engine.time.Judge;
import dev.millrace.engine.time.LateRows;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes each record the row of its key, unless a later one is.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>In the order of event time the row is that of the greatest (time, origin), a last-writer-wins register for each key: the
 * same whatever the order of arrival. A deleted row leaves its time behind, a tombstone, which a timer takes away when the
 * watermark has passed it: what comes later and is not late cannot be earlier than that. That is why late records must not
 * become rows, not even where there is one: whether a tombstone is still there depends on how splits were interleaved, but
 * whether a record is behind the watermark of its split does not.
 *
 * <p>In the order of arrival there are no tombstones, and nothing is late. A record that is behind gets the time that the
 * operator is at, since a change must not be behind what was sent, and no row goes back in time.
 */
public final class ToTableOperator implements Operator, ShownByKey {

    private static final int MILLI = 1;

    /** At a capture. */
    private static final String LIST = "rows";

    private final ValueReader reader;
    private final boolean isByTime;
    private final KeyKind keyKind;
    private final KeyTable keys = new KeyTable();
    private final TableRows rows = new TableRows();

    /** By id: event time of the record that is the row, or has deleted it. */
    private final LongsById times = new LongsById();

    /** By id: the origin of that record. Only by time. */
    private final LongsById origins = new LongsById();

    /** By id: when its tombstone is forgotten. */
    private final TimerWheel tombstones = new TimerWheel();

    private final ChangedRows changed = new ChangedRows();
    private final Judge judge = new Judge();
    private final OperatorCounters counters = new OperatorCounters();
    private final int[] ids;
    private final @Nullable Object[] values;
    private final ChangeBatch changes;
    private final LateRows lateRows;
    private final RejectedRows rejected;
    private final ValueReader.Refused refused;

    private @Nullable Batch input;
    private long stranded;

    /**
     * Makes one without rows.
     *
     * @param value reads the value of the row; null if the record deletes it
     * @param order which of two records is the row
     * @param keyKind how keys come and are given back
     * @param isLateRead whether anybody reads late records
     * @param failures what becomes of records of which no row can be made
     * @param batchCapacity rows in a batch
     */
    public ToTableOperator(
            ThrowingFunction<Object, @Nullable Object> value,
            UpsertOrder order,
            KeyKind keyKind,
            boolean isLateRead,
            Failures failures,
            int batchCapacity) {
        rejected = new RejectedRows(failures);
        refused = rejected::add;
        reader = ValueReaders.ofRecords(value);
        isByTime = order == UpsertOrder.EVENT_TIME;
        this.keyKind = keyKind;
        ids = new int[batchCapacity];
        values = new @Nullable Object[batchCapacity];
        changes = new ChangeBatch(batchCapacity);
        lateRows = new LateRows(isLateRead, batchCapacity);
    }

    @Override
    public void accept(Batch batch) throws RecordFailure {
        int size = batch.size;
        counters.in += size;
        long accountedBefore = counters.late + counters.failed;
        changes.clear();
        input = batch;
        try {
            judge.look(batch);
            if (isByTime && judge.mayBeBehind()) {
                takeOutLateRows(batch);
            }
            absorb(batch);
        } catch (RecordFailure failure) {
            counters.failed++;
            stranded = size - (counters.late + counters.failed - accountedBefore);
            throw failure;
        }
        counters.passed += batch.size;
        judge.advance(batch.watermark);
        tombstones.advance(judge.watermark(), this::forget);
    }

    private void takeOutLateRows(Batch batch) {
        int kept = 0;
        for (int row = 0; row < batch.size; row++) {
            if (batch.timestamps[row] < judge.of(row)) {
                counters.late++;
                lateRows.add(batch, row, judge.of(row));
            } else {
                if (kept != row) {
                    batch.move(row, kept);
                }
                kept++;
            }
        }
        if (kept < batch.size) {
            batch.truncate(kept);
        }
    }

    private void absorb(Batch batch) throws RecordFailure {
        reader.readAll(batch, values, refused);
        if (!rejected.isEmpty()) {
            rejected.takeOut(batch, counters);
            rejected.keep(values);
            rejected.clear();
            judge.look(batch);
        }
        keys.resolve(batch, ids);
        int row = 0;
        try {
            for (; row < batch.size; row++) {
                if (isByTime) {
                    upsertByTime(batch, row);
                } else {
                    upsertByArrival(batch, row);
                }
            }
        } catch (Throwable thrown) {
            // The equality of values is the user's.
            throw new RecordFailure(batch.origins[row], thrown);
        }
        for (row = 0; row < batch.size; row++) {
            values[row] = null;
            if (rows.row(ids[row]) == null && !tombstones.isFiled(ids[row])) {
                forget(ids[row]);
            }
        }
    }

    private void upsertByTime(Batch batch, int row) {
        int id = ids[row];
        long time = batch.timestamps[row];
        long origin = batch.origins[row];
        long known = times.get(id);
        if (time < known || time == known && origin < origins.get(id)) {
            return;
        }
        changed.add(id);
        times.set(id, time);
        origins.set(id, origin);
        change(row, time, origin);
        if (values[row] == null) {
            fileTombstone(id);
        } else {
            tombstones.cancel(id);
        }
    }

    private void fileTombstone(int id) {
        long time = times.get(id);
        tombstones.file(id, time == Long.MAX_VALUE ? time : time + MILLI);
    }

    private void upsertByArrival(Batch batch, int row) {
        changed.add(ids[row]);
        long time = Math.max(batch.timestamps[row], judge.of(row));
        change(row, times.raise(ids[row], time), batch.origins[row]);
    }

    private void change(int row, long time, long origin) {
        int id = ids[row];
        Object value = values[row];
        changes.add(value == null ? rows.remove(id) : rows.put(id, key(id), value), time, origin);
    }

    /** The key as an object; the one that is there already, if any. */
    private Object key(int id) {
        Change<Object, Object> row = rows.row(id);
        if (row != null) {
            return row.key();
        }
        return keyKind.key(keys, id);
    }

    private void forget(int id) {
        changed.add(id);
        times.set(id, LongsById.NONE);
        origins.set(id, LongsById.NONE);
        keys.remove(id);
    }

    @Override
    public void capture(StateWriter out) {
        out.rows(LIST);
        changed.capture(out, 0, keys.idEnd(), this::write);
    }

    private void write(int id, StateWriter out) {
        // Not whether a tombstone is filed: one whose time has come is not, before it is forgotten.
        if (rows.row(id) != null || times.get(id) != LongsById.NONE) {
            out.entry(keys, id);
            rows.write(id, out);
            out.writeLong(times.get(id));
            if (isByTime) {
                out.writeOrigin(origins.get(id));
            }
        }
    }

    @Override
    public void restore(StateReader in) {
        while (in.next(LIST)) {
            int id = in.newId(keys);
            rows.read(id, in);
            times.set(id, in.readLong());
            if (isByTime) {
                origins.set(id, in.readOrigin());
            }
            if (rows.row(id) == null) {
                fileTombstone(id);
            }
        }
    }

    @Override
    public void show(BiConsumer<Object, Object> visitor) {
        rows.show(keys, visitor);
    }

    @Override
    public @Nullable Batch next() {
        Batch from = input;
        if (from == null) {
            return null;
        }
        Batch late = lateRows.next(from);
        if (late != null) {
            return late;
        }
        lateRows.clear();
        input = null;
        Batch output = changes.withHeader(from);
        counters.out += output.size;
        return output;
    }

    /** Number of keys that are known: those with a row, and those with a tombstone. */
    int size() {
        return keys.size();
    }

    @Override
    public long held() {
        return stranded;
    }

    @Override
    public OperatorCounters counters() {
        return counters;
    }

    @Override
    public void weigh(Footprint footprint) {
        keys.weigh(footprint);
        rows.weigh(footprint, keys.idEnd());
        times.weigh(footprint);
        origins.weigh(footprint);
        tombstones.weigh(footprint);
        changed.weigh(footprint);
    }
}
