package dev.millrace.engine.window;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.TreeMap;

/** Copies of rows that wait for the end of a window, each for its own. */
final class ParkedRows {

    /** Takes rows whose time has come. */
    interface Taker {

        /**
         * Takes rows.
         *
         * @param rows not empty; owned by the caller
         * @param ids of their keys, by row
         */
        void take(Batch rows, int[] ids) throws RecordFailure;
    }

    /** Of one, with its place in the queue. */
    private static final int ROW_BYTES = 48;

    private final TreeMap<Long, ArrayDeque<ParkedRow>> rowsByEnd = new TreeMap<>();
    private final int batchCapacity;
    private int size;

    private record ParkedRow(int id, long timestamp, long origin, Object value) {}

    ParkedRows(int batchCapacity) {
        this.batchCapacity = batchCapacity;
    }

    int size() {
        return size;
    }

    /** Writes all rows, those that wait for the same end in their order. */
    void capture(StateWriter out, String list, KeyTable keys) {
        out.list(list);
        rowsByEnd.forEach((end, rows) -> rows.forEach(row -> {
            out.entry(keys, row.id());
            out.writeLong(end);
            out.writeLong(row.timestamp());
            out.writeOrigin(row.origin());
            out.writeValue(row.value());
        }));
    }

    /** Takes rows in, and holds the ids of their keys. */
    void restore(StateReader in, String list, KeyTable keys) {
        while (in.next(list)) {
            int id = in.id(keys);
            long end = in.readLong();
            add(end, new ParkedRow(id, in.readLong(), in.readOrigin(), Objects.requireNonNull(in.readValue())));
            keys.retain(id);
        }
    }

    /** The first end that a row waits for. */
    long firstEnd() {
        return rowsByEnd.firstKey();
    }

    @SuppressWarnings("NullAway") // rows below size are set
    void add(Batch batch, int row, int id, long end) {
        add(end, new ParkedRow(id, batch.timestamps[row], batch.origins[row], batch.values[row]));
    }

    private void add(long end, ParkedRow row) {
        rowsByEnd.computeIfAbsent(end, key -> new ArrayDeque<>()).add(row);
        size++;
    }

    /** Gives out the rows that waited for ends up to this one. */
    void release(long end, Taker taker) throws RecordFailure {
        while (size > 0 && rowsByEnd.firstKey() <= end) {
            ArrayDeque<ParkedRow> due = rowsByEnd.firstEntry().getValue();
            Batch rows = new Batch(Math.min(due.size(), batchCapacity));
            int[] ids = new int[rows.capacity()];
            while (!rows.isFull()) {
                ParkedRow row = due.remove();
                int to = rows.size++;
                ids[to] = row.id();
                rows.timestamps[to] = row.timestamp();
                rows.origins[to] = row.origin();
                rows.values[to] = row.value();
            }
            if (due.isEmpty()) {
                rowsByEnd.pollFirstEntry();
            }
            taker.take(rows, ids);
            size -= rows.size;
        }
    }

    /** Tells what it keeps in memory; all rows are taken to be like the first. */
    void weigh(Footprint footprint) {
        footprint.objects(size, ROW_BYTES);
        footprint.objects(
                size, place -> rowsByEnd.firstEntry().getValue().getFirst().value());
    }
}
