package dev.millrace.engine.state;

import org.jspecify.annotations.Nullable;

/**
 * Objects that come and go, and may be replaced; each has a number while it is there, by which captures know it: so one takes
 * only those that came or went since the last, and is written while work goes on ({@link ChangedRows}). Owned by one thread.
 *
 * @param <R> type of the objects, which do not change themselves
 */
public final class NumberedRows<R> {

    private final ObjectsById<R> rows = new ObjectsById<>();
    private final IntQueue free = new IntQueue();
    private final ChangedRows changed = new ChangedRows();
    private int end;

    /** Writes the entry of an object. */
    public interface Writer<R> {

        /** Starts an entry, and adds the fields. */
        void write(R row, StateWriter out);
    }

    /** Makes one without objects. */
    public NumberedRows() {}

    /** Takes a number that is free. */
    public int take() {
        if (free.isEmpty()) {
            return end++;
        }
        int number = free.first();
        free.removeFirst();
        return number;
    }

    /** Gives a number that was taken its object, or another one. */
    public void set(int number, R row) {
        changed.add(number);
        rows.set(number, row);
    }

    /** Lets go of an object; its number is free. */
    public void remove(int number) {
        changed.add(number);
        rows.set(number, null);
        free.add(number);
    }

    /**
     * Writes a list with an entry for each object. What {@link Writer#write} needs must be there until the object is replaced or
     * removed.
     */
    public void capture(StateWriter out, String list, Writer<R> writer) {
        out.rows(list);
        changed.capture(out, 0, end, (number, entries) -> {
            @Nullable R row = rows.get(number);
            if (row != null) {
                writer.write(row, entries);
            }
        });
    }

    /** Tells what it keeps in memory, without the objects. */
    public void weigh(Footprint footprint) {
        rows.weighPages(footprint);
        free.weigh(footprint);
        changed.weigh(footprint);
    }
}
