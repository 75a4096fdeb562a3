package dev.millrace.engine.lookup;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keys that are asked for together, and the rows that wait for their answers. Owned by the task's thread. */
final class Call {

    /** In the order in which they came, all different. */
    final List<Object> keys = new ArrayList<>(1);

    /** Where a key is in the list; null where there is only ever one. */
    private final @Nullable Map<Object, Integer> indexes;

    /** When the first key came. */
    final long openedMillis;

    /** By waiting row: its slot, and which key it waits for. */
    private int[] slots = new int[2];

    private int[] keyOfSlot = new int[2];
    private int waiting;

    /** Attempts so far. */
    int attempts;

    /** When the next attempt is due, while it waits for that. */
    long dueMillis;

    Call(boolean isBatch, long openedMillis) {
        indexes = isBatch ? new HashMap<>() : null;
        this.openedMillis = openedMillis;
    }

    /** Adds a row that waits for a key, which may be new. */
    void add(Object key, int slot) {
        int index = indexOf(key);
        if (index < 0) {
            index = keys.size();
            keys.add(key);
            if (indexes != null) {
                indexes.put(key, index);
            }
        }
        if (waiting == slots.length) {
            slots = Arrays.copyOf(slots, 2 * waiting);
            keyOfSlot = Arrays.copyOf(keyOfSlot, 2 * waiting);
        }
        slots[waiting] = slot;
        keyOfSlot[waiting++] = index;
    }

    private int indexOf(Object key) {
        if (indexes == null) {
            return keys.isEmpty() ? -1 : 0;
        }
        Integer known = indexes.get(key);
        return known == null ? -1 : known;
    }

    /** Rows that wait. */
    int waiting() {
        return waiting;
    }

    /** The slot of a waiting row. */
    int slot(int index) {
        return slots[index];
    }

    /** Which key a waiting row waits for. */
    int keyIndex(int index) {
        return keyOfSlot[index];
    }
}
