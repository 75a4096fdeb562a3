package dev.millrace.engine.aggregate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Records that wait for their order: (event time, split, position), ties of one record in order of arrival. */
final class OrderedRecords {

    private record Entry(long timestamp, long origin, Object value) {}

    private static final Comparator<Entry> ORDER =
            Comparator.comparingLong(Entry::timestamp).thenComparingLong(Entry::origin);

    private final List<Entry> entries = new ArrayList<>(2);
    private boolean isSorted = true;

    void add(long timestamp, long origin, Object value) {
        Entry entry = new Entry(timestamp, origin, value);
        isSorted = isSorted && (entries.isEmpty() || ORDER.compare(entries.get(entries.size() - 1), entry) <= 0);
        entries.add(entry);
    }

    List<Object> inOrder() {
        if (!isSorted) {
            entries.sort(ORDER);
            isSorted = true;
        }
        return entries.stream().map(Entry::value).toList();
    }
}
