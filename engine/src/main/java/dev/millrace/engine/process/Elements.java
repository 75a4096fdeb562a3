package dev.millrace.engine.process;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The list of one key, with the time of use of each element where they expire. Owned by the task's thread. */
final class Elements {

    private static final int CAPACITY_MIN = 4;
    private static final long[] NO_TIMES = new long[0];

    private @Nullable Object[] values = new @Nullable Object[CAPACITY_MIN];
    private long[] used;
    private int size;

    Elements(boolean isTimed) {
        used = isTimed ? new long[CAPACITY_MIN] : NO_TIMES;
    }

    int size() {
        return size;
    }

    void add(Object value, long usedMillis) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
            used = used == NO_TIMES ? NO_TIMES : Arrays.copyOf(used, size * 2);
        }
        if (used != NO_TIMES) {
            used[size] = usedMillis;
        }
        values[size++] = value;
    }

    @SuppressWarnings("NullAway") // elements below size are set
    Object value(int index) {
        return values[index];
    }

    long usedMillis(int index) {
        return used == NO_TIMES ? 0 : used[index];
    }

    /** Takes away those that are expired, and closes the gaps; for a sweep, which gets to know what stays. */
    void removeExpired(Expiry expiry, long nowMillis) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (!expiry.isExpired(used[i], nowMillis)) {
                values[kept] = values[i];
                used[kept++] = used[i];
                expiry.onKept(used[i]);
            }
        }
        Arrays.fill(values, kept, size, null);
        size = kept;
        if (size < values.length / 4 && values.length > CAPACITY_MIN) {
            values = Arrays.copyOf(values, values.length / 2);
            used = Arrays.copyOf(used, values.length);
        }
    }

    /** How many are not expired. */
    int sizeAt(Expiry expiry, long nowMillis) {
        if (!expiry.isOn()) {
            return size;
        }
        int count = 0;
        for (int i = 0; i < size; i++) {
            count += expiry.isExpired(used[i], nowMillis) ? 0 : 1;
        }
        return count;
    }

    /** A copy of those that are not expired; they are used by that if reading is use. */
    List<Object> toList(Expiry expiry, long nowMillis) {
        @Nullable Object[] copy = new @Nullable Object[size];
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (!expiry.isExpired(usedMillis(i), nowMillis)) {
                copy[count++] = values[i];
                if (expiry.isOnRead()) {
                    used[i] = Math.max(used[i], nowMillis);
                }
            }
        }
        return Collections.unmodifiableList(Arrays.asList(Arrays.copyOf(copy, count)));
    }
}
