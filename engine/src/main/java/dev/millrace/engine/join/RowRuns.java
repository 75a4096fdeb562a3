package dev.millrace.engine.join;

import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.PendingEntries;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows that wait for a watermark to pass them. Owned by the task's thread.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>Sorted runs, as in Impatience sort (Chandramouli, Goldstein, Li, ICDE 2018): a row goes to the end of the first run whose
 * last row is not later, so the ends of the runs descend, and that run is found by a binary search; it is mostly that of the row
 * before. A stream in order makes one run, and one that is out of order as many as records overtake each other, not as many
 * as there are. A watermark takes rows off the heads of the runs. The runs are not merged: who reads the results does
 * not ask for their order.
 */
final class RowRuns implements PendingEntries {

    /** At a capture. */
    private static final String LIST = "waiting";

    /** From the one whose last row is the latest. */
    private final List<Run> runs = new ArrayList<>();

    /** Takes rows that a capture has still to write; null if there are none. */
    private @Nullable Pending pending;

    /** Where the last row went. */
    private int lastRun;

    /** No row that waits is earlier. */
    private long earliest = Long.MAX_VALUE;

    private int size;

    /** The run from which rows are being taken. */
    private int taking;

    /** The row taken last. */
    private @Nullable Run takenFrom;

    private int taken;

    /** Rows by time, as columns. */
    private static final class Run {

        private static final int FIRST_CAPACITY = 64;

        long[] times = new long[FIRST_CAPACITY];
        long[] origins = new long[FIRST_CAPACITY];
        int[] ids = new int[FIRST_CAPACITY];

        @Nullable
        Object[] values = new @Nullable Object[FIRST_CAPACITY];

        int head;
        int end;

        /** Rows that have been here before those in the columns. */
        long before;

        /** What a capture has still to write, counted as {@link #before} does. */
        long pendingFrom;

        long pendingEnd;

        boolean isEmpty() {
            return head == end;
        }

        long lastTime() {
            return times[end - 1];
        }

        void add(int id, long time, long origin, Object value) {
            if (end == times.length) {
                makeRoom();
            }
            times[end] = time;
            origins[end] = origin;
            ids[end] = id;
            values[end] = value;
            end++;
        }

        /** Moves all to the front if half of the room is there, else doubles it. */
        private void makeRoom() {
            int size = end - head;
            int capacity = size * 2 > times.length ? times.length * 2 : times.length;
            long[] newTimes = new long[capacity];
            long[] newOrigins = new long[capacity];
            int[] newIds = new int[capacity];
            @Nullable Object[] newValues = new @Nullable Object[capacity];
            System.arraycopy(times, head, newTimes, 0, size);
            System.arraycopy(origins, head, newOrigins, 0, size);
            System.arraycopy(ids, head, newIds, 0, size);
            System.arraycopy(values, head, newValues, 0, size);
            times = newTimes;
            origins = newOrigins;
            ids = newIds;
            values = newValues;
            before += head;
            head = 0;
            end = size;
        }
    }

    /** Where pending rows go; their ids are held as long as they wait. */
    private record Pending(KeyTable keys, StateWriter out) {

        void write(Run run) {
            int row = (int) (run.pendingFrom++ - run.before);
            out.entry(keys, run.ids[row]);
            out.writeRow(run.times[row], run.origins[row], run.values[row]);
        }
    }

    int size() {
        return size;
    }

    /** How many runs there are; what the test of the cost looks at. */
    int runs() {
        return runs.size();
    }

    void add(int id, long time, long origin, Object value) {
        int run = isPlace(lastRun, time) ? lastRun : firstNotLater(time);
        if (run == runs.size()) {
            runs.add(new Run());
        }
        runs.get(run).add(id, time, origin, value);
        lastRun = run;
        earliest = Math.min(earliest, time);
        size++;
    }

    private boolean isPlace(int run, long time) {
        return run < runs.size()
                && runs.get(run).lastTime() <= time
                && (run == 0 || runs.get(run - 1).lastTime() > time);
    }

    private int firstNotLater(long time) {
        int low = 0;
        int high = runs.size();
        while (low < high) {
            int middle = low + high >>> 1;
            if (runs.get(middle).lastTime() <= time) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /**
     * Takes a row that has not to wait any more. To be called until it returns false, before anything is added.
     *
     * @param until rows before it need not wait; {@link Long#MAX_VALUE} for all
     * @return whether there was one; it is described by {@link #id}, {@link #time}, {@link #origin}, {@link #value}
     */
    boolean take(long until) {
        if (until <= earliest && until != Long.MAX_VALUE) {
            return false;
        }
        for (; taking < runs.size(); taking++) {
            Run run = runs.get(taking);
            if (!run.isEmpty() && (run.times[run.head] < until || until == Long.MAX_VALUE)) {
                writeIfPending(run);
                takenFrom = run;
                taken = run.head++;
                size--;
                return true;
            }
        }
        settle();
        return false;
    }

    /** All that could go have gone. */
    private void settle() {
        taking = 0;
        lastRun = 0;
        takenFrom = null;
        runs.removeIf(Run::isEmpty);
        earliest = Long.MAX_VALUE;
        for (Run run : runs) {
            earliest = Math.min(earliest, run.times[run.head]);
        }
    }

    /**
     * Writes an entry for each row, run by run, so that they make the same runs again. A row does not change while it waits, so it is
     * noted which there are, and they are written later, or when they are taken.
     */
    void capture(KeyTable keys, StateWriter out) {
        pending = new Pending(keys, out.listForLater(LIST));
        for (Run run : runs) {
            run.pendingFrom = run.before + run.head;
            run.pendingEnd = run.before + run.end;
        }
        out.onPending(this);
    }

    /** The first row of a run is about to be taken. */
    private void writeIfPending(Run run) {
        Pending to = pending;
        if (to != null && run.pendingFrom < run.pendingEnd && run.pendingFrom == run.before + run.head) {
            to.out.writeBeforeChange(() -> to.write(run));
        }
    }

    @Override
    public int writePending(int entriesMax, int[] found) {
        Pending to = pending;
        int count = 0;
        for (int i = 0; to != null && i < runs.size() && count < entriesMax; i++) {
            Run run = runs.get(i);
            for (; run.pendingFrom < run.pendingEnd && count < entriesMax; count++) {
                to.write(run);
            }
        }
        if (count == 0) {
            discardPending();
        }
        return count;
    }

    @Override
    public void discardPending() {
        pending = null;
        for (Run run : runs) {
            run.pendingEnd = run.pendingFrom;
        }
    }

    /** Gets rows. */
    interface Visitor {
        void visit(int id, long time, Object value);
    }

    /** Shows all rows. */
    @SuppressWarnings("NullAway") // rows that wait are set
    void forEach(Visitor visitor) {
        for (Run run : runs) {
            for (int i = run.head; i < run.end; i++) {
                visitor.visit(run.ids[i], run.times[i], run.values[i]);
            }
        }
    }

    /** Takes in what was written, and holds the ids. */
    void restore(KeyTable keys, StateReader in) {
        while (in.next(LIST)) {
            int id = in.id(keys);
            add(id, in.readLong(), in.readOrigin(), in.readObject());
            keys.retain(id);
        }
    }

    private Run takenFrom() {
        Run run = takenFrom;
        assert run != null : "a row was taken";
        return run;
    }

    int id() {
        return takenFrom().ids[taken];
    }

    long time() {
        return takenFrom().times[taken];
    }

    long origin() {
        return takenFrom().origins[taken];
    }

    /** The record, which is let go of. */
    Object value() {
        Run run = takenFrom();
        Object value = run.values[taken];
        assert value != null : "a row is asked for once";
        run.values[taken] = null;
        return value;
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        for (Run run : runs) {
            footprint.longs(run.times);
            footprint.longs(run.origins);
            footprint.ints(run.ids);
            footprint.references(run.values);
        }
        footprint.objects(size, this::valueAt);
    }

    /** Value of the row that is at a place if runs are put behind each other. */
    private @Nullable Object valueAt(long place) {
        int left = (int) place;
        for (Run run : runs) {
            int rows = run.end - run.head;
            if (left < rows) {
                return run.values[run.head + left];
            }
            left -= rows;
        }
        return null;
    }
}
