package dev.millrace.engine.window;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.NumberedRows;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
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
    private static final int ROW_BYTES = 64;

    private final TreeMap<Long, ArrayDeque<ParkedRow>> rowsByEnd = new TreeMap<>();
    private final NumberedRows<ParkedRow> numbered = new NumberedRows<>();
    private final int batchCapacity;
    private int size;
    private long arrivals;

    private record ParkedRow(int number, int id, long end, long timestamp, long origin, Object value, long arrival) {}

    ParkedRows(int batchCapacity) {
        this.batchCapacity = batchCapacity;
    }

    int size() {
        return size;
    }

    /** Writes rows, in any order. */
    void capture(StateWriter out, String list, KeyTable keys) {
        numbered.capture(out, list, (row, to) -> {
            to.entry(keys, row.id());
            to.writeLong(row.end());
            to.writeRow(row.timestamp(), row.origin(), row.value());
            to.writeLong(row.arrival());
        });
    }

    /** Takes rows in, and holds the ids of their keys. */
    void restore(StateReader in, String list, KeyTable keys) {
        List<ParkedRow> read = new ArrayList<>();
        while (in.next(list)) {
            int id = in.id(keys);
            long end = in.readLong();
            long timestamp = in.readLong();
            long origin = in.readOrigin();
            Object value = in.readObject();
            // Lists of an earlier format are in order.
            long arrival = in.hasMore() ? in.readLong() : read.size();
            read.add(new ParkedRow(numbered.take(), id, end, timestamp, origin, value, arrival));
        }
        read.sort(Comparator.comparingLong(ParkedRow::arrival));
        for (ParkedRow row : read) {
            arrivals = Math.max(arrivals, row.arrival() + 1);
            add(row);
            keys.retain(row.id());
        }
    }

    /** The first end that a row waits for. */
    long firstEnd() {
        return rowsByEnd.firstKey();
    }

    @SuppressWarnings("NullAway") // rows below size are set
    void add(Batch batch, int row, int id, long end) {
        add(new ParkedRow(
                numbered.take(), id, end, batch.timestamps[row], batch.origins[row], batch.values[row], arrivals++));
    }

    private void add(ParkedRow row) {
        numbered.set(row.number(), row);
        rowsByEnd.computeIfAbsent(row.end(), key -> new ArrayDeque<>()).add(row);
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
                numbered.remove(row.number());
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
        numbered.weigh(footprint);
        footprint.objects(
                size, place -> rowsByEnd.firstEntry().getValue().getFirst().value());
    }
}
