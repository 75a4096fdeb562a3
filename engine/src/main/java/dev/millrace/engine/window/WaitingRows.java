package dev.millrace.engine.window;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.NumberedRows;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;

/**
 * Rows that wait for their turn: in the order of (event time, split, position) until the watermark releases them, or in the
 * order of arrival. A row that waits holds the id of its key.
 */
public final class WaitingRows {

    private static final Comparator<WaitingRow> ORDER = Comparator.comparingLong(WaitingRow::timestamp)
            .thenComparingLong(WaitingRow::origin)
            .thenComparingLong(WaitingRow::arrival);

    /** Of one that waits, with its place in the queue. */
    private static final int ROW_BYTES = 64;

    private final KeyTable keys;
    private final boolean isInArrivalOrder;
    private final Queue<WaitingRow> rows;
    private final NumberedRows<WaitingRow> numbered = new NumberedRows<>();
    private long arrivals;

    /** Arrival tells rows apart that a flat map made of one record. */
    private record WaitingRow(int number, int id, long timestamp, long origin, long arrival, Object value) {}

    /**
     * Makes an empty one.
     *
     * @param keys whose ids are held
     * @param isInArrivalOrder whether rows keep their order and wait for no watermark
     */
    public WaitingRows(KeyTable keys, boolean isInArrivalOrder) {
        this.keys = keys;
        this.isInArrivalOrder = isInArrivalOrder;
        rows = isInArrivalOrder ? new ArrayDeque<>() : new PriorityQueue<>(ORDER);
    }

    /** Adds a row, and holds the id of its key. */
    @SuppressWarnings("NullAway") // rows below size are set
    public void add(Batch batch, int row, int id) {
        add(new WaitingRow(
                numbered.take(), id, batch.timestamps[row], batch.origins[row], arrivals++, batch.values[row]));
    }

    private void add(WaitingRow row) {
        rows.add(row);
        numbered.set(row.number(), row);
        keys.retain(row.id());
    }

    /** Writes rows, in any order. */
    public void capture(StateWriter out, String list) {
        numbered.capture(out, list, (row, to) -> {
            to.entry(keys, row.id());
            to.writeRow(row.timestamp(), row.origin(), row.value());
            to.writeLong(row.arrival());
        });
    }

    /** Takes rows in, and holds the ids of their keys. */
    public void restore(StateReader in, String list) {
        List<WaitingRow> read = new ArrayList<>();
        while (in.next(list)) {
            int id = in.id(keys);
            long timestamp = in.readLong();
            long origin = in.readOrigin();
            Object value = in.readObject();
            // Lists of an earlier format are in order.
            long arrival = in.hasMore() ? in.readLong() : read.size();
            read.add(new WaitingRow(numbered.take(), id, timestamp, origin, arrival, value));
        }
        // Of one key all rows come from one task, so they keep the order that they had there.
        read.sort(Comparator.comparingLong(WaitingRow::arrival));
        for (WaitingRow row : read) {
            arrivals = Math.max(arrivals, row.arrival() + 1);
            add(row);
        }
    }

    /** How many wait. */
    public int size() {
        return rows.size();
    }

    /**
     * Moves rows whose turn it is into an empty batch, as many as it takes.
     *
     * @param watermark rows before it have their turn
     * @param into takes them
     * @param ids takes the ids of their keys, by row; each is still held
     */
    public void release(long watermark, Batch into, int[] ids) {
        while (!into.isFull()) {
            WaitingRow next = rows.peek();
            if (next == null || !isInArrivalOrder && next.timestamp() >= watermark) {
                return;
            }
            rows.remove();
            numbered.remove(next.number());
            int to = into.size++;
            ids[to] = next.id();
            into.timestamps[to] = next.timestamp();
            into.origins[to] = next.origin();
            into.values[to] = next.value();
        }
    }

    /** Tells what it keeps in memory; all rows are taken to be like the first. */
    public void weigh(Footprint footprint) {
        footprint.objects(rows.size(), ROW_BYTES);
        numbered.weigh(footprint);
        footprint.objects(rows.size(), place -> {
            WaitingRow first = rows.peek();
            return first == null ? null : first.value();
        });
    }
}
