package dev.millrace.engine.flight;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.batch.Origin;
import dev.millrace.engine.state.Footprint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The last rows of one split, in the order in which they were read. Keeps the records themselves, which costs a few stores for each,
 * but makes them outlive the youngest generation of the heap. Grows up to its limit. Owned by the task's thread.
 */
public final class FlightRing {

    private static final int ROWS_AT_FIRST = 64;

    private final int rowsMax;

    private @Nullable Object[] values;
    private long[] origins;
    private long[] timestamps;

    /** How many rows were added, ever. */
    private long added;

    /**
     * Makes an empty one.
     *
     * @param rowsMax how many rows are kept
     */
    public FlightRing(int rowsMax) {
        this.rowsMax = rowsMax;
        int rows = Math.min(rowsMax, ROWS_AT_FIRST);
        values = new @Nullable Object[rows];
        origins = new long[rows];
        timestamps = new long[rows];
    }

    private FlightRing(FlightRing from) {
        rowsMax = from.rowsMax;
        values = from.values.clone();
        origins = from.origins.clone();
        timestamps = from.timestamps.clone();
        added = from.added;
    }

    /** One with the same rows, for another thread. */
    public FlightRing copy() {
        return new FlightRing(this);
    }

    /** Adds all rows of a batch that has just been read. */
    public void add(Batch batch) {
        for (int row = 0; row < batch.size; row++) {
            if (added == values.length && values.length < rowsMax) {
                grow();
            }
            int to = (int) (added++ % values.length);
            values[to] = batch.values[row];
            origins[to] = batch.origins[row];
            timestamps[to] = batch.timestamps[row];
        }
    }

    private void grow() {
        int rows = Math.min(rowsMax, 2 * values.length);
        values = Arrays.copyOf(values, rows);
        origins = Arrays.copyOf(origins, rows);
        timestamps = Arrays.copyOf(timestamps, rows);
    }

    /** Tells what it keeps in memory: its arrays, and the records, of which nobody else may know any more. */
    public void weigh(Footprint footprint) {
        footprint.references(values);
        footprint.longs(origins);
        footprint.longs(timestamps);
        footprint.objects(Math.min(added, values.length), row -> values[(int) row]);
    }

    /** How many rows are no longer here. */
    public long forgotten() {
        return Math.max(0, added - values.length);
    }

    /**
     * The rows that are here.
     *
     * @param describe says where an origin is
     */
    @SuppressWarnings("NullAway") // rows that were added are set
    public List<FlightRow> rows(LongFunction<String> describe) {
        List<FlightRow> rows = new ArrayList<>();
        for (long i = forgotten(); i < added; i++) {
            int from = (int) (i % values.length);
            rows.add(new FlightRow(
                    Origin.position(origins[from]), timestamps[from], describe.apply(origins[from]), values[from]));
        }
        return rows;
    }
}
