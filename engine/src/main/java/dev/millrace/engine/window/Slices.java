package dev.millrace.engine.window;

import dev.millrace.api.window.ClosedBy;
import dev.millrace.engine.aggregate.Accumulators;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/**
 * The slices that have records, in order of time: first those that are kept for late records, then those that are open.
 * Usually one to three; a wide bound of disorder over narrow windows makes it thousands, found by binary search.
 */
final class Slices {

    private final List<Slice> slices = new ArrayList<>();
    private int emitted;
    private int nextNumber;

    /** Whether they have been captured, so that changes are of interest, or may be. */
    private boolean isCaptured;

    /** The slice that contains a time, made by its time and put in its place if there is none. */
    Slice findOrAdd(long timestamp, LongFunction<Slice> maker) {
        int index = indexOf(timestamp);
        if (index < slices.size() && slices.get(index).start <= timestamp) {
            return slices.get(index);
        }
        Slice slice = maker.apply(timestamp);
        slice.number = nextNumber++;
        slice.changed = new ChangedRows(isCaptured);
        slices.add(index, slice);
        emitted += slice.isEmitted ? 1 : 0;
        return slice;
    }

    /** Index of the first slice that ends after a time. */
    private int indexOf(long timestamp) {
        int low = 0;
        int high = slices.size();
        // Most often it is the last one.
        if (high > 0 && slices.get(high - 1).start <= timestamp && timestamp < slices.get(high - 1).end) {
            return high - 1;
        }
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (slices.get(middle).end <= timestamp) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Whether any slice is open. */
    boolean hasOpen() {
        return emitted < slices.size();
    }

    /** Whether any slice is open from which results will come. */
    boolean hasOpenInWindow() {
        for (int i = emitted; i < slices.size(); i++) {
            if (!slices.get(i).isOutside) {
                return true;
            }
        }
        return false;
    }

    /** The earliest open slice. */
    Slice firstOpen() {
        return slices.get(emitted);
    }

    /** Forgets the earliest open slice. */
    void removeFirstOpen() {
        slices.remove(emitted);
    }

    /** Keeps the earliest open slice for late records. */
    void onFirstOpenEmitted() {
        slices.get(emitted).isEmitted = true;
        emitted++;
    }

    /** Takes out the earliest slice that was kept if it ends at or before a time; null if there is none. */
    @org.jspecify.annotations.Nullable
    Slice removeExpired(long end) {
        if (emitted == 0 || slices.get(0).end > end) {
            return null;
        }
        emitted--;
        return slices.remove(0);
    }

    int size() {
        return slices.size();
    }

    Slice get(int index) {
        return slices.get(index);
    }

    /** Index of the earliest open slice. */
    int openFrom() {
        return emitted;
    }

    /** Writes what the keys have in each slice. */
    void capture(StateWriter out, String list, SharedState state) {
        isCaptured = true;
        out.rows(list, slices.stream().mapToInt(slice -> slice.number).toArray());
        for (Slice slice : slices) {
            int idEnd = Math.min(slice.idEnd(), state.keys().idEnd());
            slice.changed.capture(out, slice.number, idEnd, new Rows(slice, state));
        }
    }

    private record Rows(Slice slice, SharedState state) implements ChangedRows.RowWriter {

        @Override
        public void write(int id, StateWriter out) {
            Slices.write(slice, id, out, state);
        }

        @Override
        public long fetch(int id) {
            Accumulators accumulators = state.accumulators();
            return state.keys().key(id) + accumulators.records(slice.usedSlot(accumulators, id));
        }
    }

    private static void write(Slice slice, int id, StateWriter out, SharedState state) {
        int slot = slice.usedSlot(state.accumulators(), id);
        if (slot != Accumulators.TRASH) {
            out.entry(state.keys(), id);
            out.writeLong(slice.start);
            out.writeBoolean(slice.isEmitted);
            if (slice.isEmitted) {
                out.writeString(slice.closedBy.name());
            }
            state.accumulators().write(slot, out);
        }
    }

    /** Whether anybody wants to know what has changed. */
    boolean isCaptured() {
        return isCaptured;
    }

    /** Takes in what keys had, in slices that are made as they were. */
    void restore(StateReader in, String list, SharedState state, LongFunction<Slice> maker) {
        while (in.next(list)) {
            int id = in.id(state.keys());
            Slice slice = findOrAdd(in.readLong(), maker);
            if (in.readBoolean()) {
                slice.closedBy = ClosedBy.valueOf(in.readString());
            }
            state.accumulators().read(in, slice.slot(state.accumulators(), id));
            state.keys().retain(id);
        }
    }

    /** Records in all slices, counted in their slots. */
    long records(Accumulators accumulators) {
        long records = 0;
        for (Slice slice : slices) {
            records += slice.records(accumulators);
        }
        return records;
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        slices.forEach(slice -> slice.weigh(footprint));
    }
}
