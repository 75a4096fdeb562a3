package dev.millrace.engine.aggregate;

import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** Records that wait for their order: (event time, split, position), ties of one record in order of arrival. */
final class OrderedRecords {

    record Entry(long timestamp, long origin, Object value) {}

    private static final Comparator<Entry> ORDER =
            Comparator.comparingLong(Entry::timestamp).thenComparingLong(Entry::origin);

    private final List<Entry> entries = new ArrayList<>(2);
    private boolean isSorted = true;

    void add(long timestamp, long origin, Object value) {
        add(new Entry(timestamp, origin, value));
    }

    void addAll(OrderedRecords others) {
        others.entries.forEach(this::add);
    }

    private void add(Entry entry) {
        isSorted = isSorted && (entries.isEmpty() || ORDER.compare(entries.get(entries.size() - 1), entry) <= 0);
        entries.add(entry);
    }

    /** Writes all records, in the order in which they stand. */
    void write(StateWriter out) {
        out.writeInt(entries.size());
        for (Entry entry : entries) {
            out.writeLong(entry.timestamp());
            out.writeOrigin(entry.origin());
            out.writeValue(entry.value());
        }
    }

    static OrderedRecords read(StateReader in) {
        OrderedRecords records = new OrderedRecords();
        for (int left = in.readInt(); left > 0; left--) {
            records.add(in.readLong(), in.readOrigin(), Objects.requireNonNull(in.readValue(), "a record"));
        }
        return records;
    }

    List<Entry> inOrder() {
        if (!isSorted) {
            entries.sort(ORDER);
            isSorted = true;
        }
        return entries;
    }
}
