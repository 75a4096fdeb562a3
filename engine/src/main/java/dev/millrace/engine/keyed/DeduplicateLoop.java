package dev.millrace.engine.keyed;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.RowLoop;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.state.TimerWheel;
import java.util.Arrays;

/**
 * Takes out rows whose key has come before, within a bound of event time. What is known of a key is forgotten when the
 * watermark is that bound past its first record.
 */
public final class DeduplicateLoop implements RowLoop {

    private static final long NEVER = Long.MIN_VALUE;

    private final long withinMillis;
    private final KeyTable keys = new KeyTable();
    private final TimerWheel timers = new TimerWheel();
    /** By id; told before a time is remembered or forgotten. */
    private final ChangedRows changed = new ChangedRows();

    private final int[] ids;

    /** By id: time of the record that was kept. */
    private long[] firsts = new long[0];

    private boolean hasForgotten;
    private long watermark = Long.MIN_VALUE;

    /**
     * Makes one that knows no key.
     *
     * @param withinMillis the bound, positive
     * @param batchCapacity rows in a batch
     */
    public DeduplicateLoop(long withinMillis, int batchCapacity) {
        this.withinMillis = withinMillis;
        ids = new int[batchCapacity];
    }

    @Override
    public void run(Batch batch, OperatorCounters counters) {
        keys.resolve(batch, ids);
        int kept = 0;
        for (int row = 0; row < batch.size; row++) {
            if (isFirst(ids[row], batch.timestamps[row])) {
                if (kept != row) {
                    batch.move(row, kept);
                }
                kept++;
            }
        }
        counters.filtered += batch.size - kept;
        keys.sweep(2 * batch.size + 1);
        batch.truncate(kept);
        watermark = Math.max(watermark, batch.watermark);
        timers.advance(watermark, this::forget);
        if (hasForgotten) {
            keys.onWindowClosed();
            hasForgotten = false;
        }
    }

    private boolean isFirst(int id, long timestamp) {
        if (id >= firsts.length) {
            grow(id);
        }
        long first = firsts[id];
        if (first == NEVER) {
            keys.retain(id);
        } else if (distance(first, timestamp) < withinMillis) {
            return false;
        }
        // A record that is far too early passes, but the later one is what is remembered.
        if (timestamp > first) {
            remember(id, timestamp);
        }
        return true;
    }

    private void remember(int id, long timestamp) {
        changed.add(id);
        firsts[id] = timestamp;
        long end = timestamp + withinMillis;
        timers.file(id, end < timestamp ? Long.MAX_VALUE : end);
    }

    private void grow(int id) {
        int before = firsts.length;
        firsts = Arrays.copyOf(firsts, Math.max(id + 1, before * 2));
        Arrays.fill(firsts, before, firsts.length, NEVER);
    }

    /** Never negative; at most {@link Long#MAX_VALUE}. */
    private static long distance(long one, long other) {
        long distance = Math.max(one, other) - Math.min(one, other);
        return distance < 0 ? Long.MAX_VALUE : distance;
    }

    private void forget(int id) {
        changed.add(id);
        firsts[id] = NEVER;
        keys.release(id);
        hasForgotten = true;
    }

    @Override
    public void capture(StateWriter out) {
        out.list("time");
        out.entryForAll();
        out.writeLong(watermark);
        out.rows("firsts");
        changed.capture(out, 0, Math.min(firsts.length, keys.idEnd()), this::write);
    }

    private void write(int id, StateWriter out) {
        if (id < firsts.length && firsts[id] != NEVER) {
            out.entry(keys, id);
            out.writeLong(firsts[id]);
        }
    }

    @Override
    public void restore(StateReader in) {
        while (in.next("time")) {
            watermark = Math.max(watermark, in.readLong());
        }
        // First of all: what is past its time is forgotten when time goes on, not at once.
        timers.advance(watermark, this::forget);
        while (in.next("firsts")) {
            int id = in.newId(keys);
            if (id >= firsts.length) {
                grow(id);
            }
            keys.retain(id);
            remember(id, in.readLong());
        }
    }

    /** Number of keys that are known. */
    int size() {
        return timers.size();
    }

    @Override
    public void weigh(Footprint footprint) {
        keys.weigh(footprint);
        timers.weigh(footprint);
        changed.weigh(footprint);
        footprint.longs(firsts);
    }
}
