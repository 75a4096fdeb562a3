package dev.millrace.engine.window;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.stream.Stream;

/**
 * Rows that wait for their turn: in the order of (event time, split, position) until the watermark releases them, or in the
 * order of arrival. A row that waits holds the id of its key.
 */
public final class WaitingRows {

    private static final Comparator<WaitingRow> ORDER = Comparator.comparingLong(WaitingRow::timestamp)
            .thenComparingLong(WaitingRow::origin)
            .thenComparingLong(WaitingRow::arrival);

    /** Of one that waits, with its place in the queue. */
    private static final int ROW_BYTES = 56;

    private final KeyTable keys;
    private final boolean isInArrivalOrder;
    private final Queue<WaitingRow> rows;
    private long arrivals;

    /** Arrival tells rows apart that a flat map made of one record. */
    private record WaitingRow(int id, long timestamp, long origin, long arrival, Object value) {}

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
        rows.add(new WaitingRow(id, batch.timestamps[row], batch.origins[row], arrivals++, batch.values[row]));
        keys.retain(id);
    }

    /** Writes all rows, in their order. */
    public void capture(StateWriter out, String list) {
        out.list(list);
        Stream<WaitingRow> ordered =
                isInArrivalOrder ? rows.stream() : rows.stream().sorted(ORDER);
        ordered.forEach(row -> {
            out.entry(keys, row.id());
            out.writeRow(row.timestamp(), row.origin(), row.value());
        });
    }

    /** Takes rows in, and holds the ids of their keys. */
    public void restore(StateReader in, String list) {
        while (in.next(list)) {
            int id = in.id(keys);
            rows.add(new WaitingRow(id, in.readLong(), in.readOrigin(), arrivals++, in.readObject()));
            keys.retain(id);
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
        footprint.objects(rows.size(), place -> {
            WaitingRow first = rows.peek();
            return first == null ? null : first.value();
        });
    }
}
