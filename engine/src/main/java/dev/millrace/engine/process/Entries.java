package dev.millrace.engine.process;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The map of one key, in the order in which its keys were put first: a hash map over a linked list, so that a sweep can stop
 * between two entries and go on later, whatever happens to them meanwhile. Owned by the task's thread.
 */
final class Entries {

    /** Of one, in the hash map and in the list, without key and value. */
    static final int ENTRY_BYTES = 80;

    /** One of them. */
    static final class Entry {

        final Object key;
        Object value;
        long usedMillis;

        @Nullable
        Entry next;

        private @Nullable Entry previous;

        private Entry(Object key, Object value, long usedMillis) {
            this.key = key;
            this.value = value;
            this.usedMillis = usedMillis;
        }
    }

    private final Map<Object, Entry> byKey = new HashMap<>();
    private @Nullable Entry first;
    private @Nullable Entry last;

    /** Where the sweep goes on; null if at the first. */
    private @Nullable Entry sweepNext;

    int size() {
        return byKey.size();
    }

    @Nullable
    Entry first() {
        return first;
    }

    @Nullable
    Entry get(Object key) {
        return byKey.get(key);
    }

    /** Adds an entry for a key that has none. */
    void add(Object key, Object value, long usedMillis) {
        Entry entry = new Entry(key, value, usedMillis);
        byKey.put(key, entry);
        entry.previous = last;
        if (last == null) {
            first = entry;
        } else {
            last.next = entry;
        }
        last = entry;
    }

    void remove(Entry entry) {
        byKey.remove(entry.key);
        Entry previous = entry.previous;
        Entry next = entry.next;
        if (previous == null) {
            first = next;
        } else {
            previous.next = next;
        }
        if (next == null) {
            last = previous;
        } else {
            next.previous = previous;
        }
        if (sweepNext == entry) {
            sweepNext = next;
        }
    }

    /**
     * Takes away what is expired.
     *
     * @return how many entries were looked at; negative if there are more
     */
    int sweep(Expiry expiry, long watermark, int looksMax) {
        Entry entry = sweepNext == null ? first : sweepNext;
        int looks = 0;
        for (; entry != null && looks < looksMax; looks++) {
            Entry following = entry.next;
            if (expiry.isExpired(entry.usedMillis, watermark)) {
                remove(entry);
            } else {
                expiry.onKept(entry.usedMillis);
            }
            entry = following;
        }
        sweepNext = entry;
        return entry == null ? looks : -looks;
    }
}
