package dev.millrace.engine.aggregate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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

    List<Entry> inOrder() {
        if (!isSorted) {
            entries.sort(ORDER);
            isSorted = true;
        }
        return entries;
    }
}
