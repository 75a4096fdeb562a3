package dev.millrace.engine.store;

import java.util.Collection;
import java.util.Iterator;
import java.util.NavigableSet;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * The keys in their order, for whoever asks for it: nothing until then, and from then on a queue of new keys, which the next who
 * asks sorts in. So adding a key costs the writer the same whatever the number of keys.
 */
final class KeyOrder<K extends Comparable<? super K>> {

    private final NavigableSet<K> sorted = new ConcurrentSkipListSet<>();
    private volatile @Nullable Queue<K> added;
    private volatile boolean isComplete;

    /** Whether all keys are in it. */
    boolean isComplete() {
        return isComplete;
    }

    /** Has new keys queued from now on; called by the holder of the store's lock. */
    void begin() {
        if (added == null) {
            added = new ConcurrentLinkedQueue<>();
        }
    }

    /** Called by the holder of the store's lock. */
    void add(K key) {
        Queue<K> queue = added;
        if (queue != null) {
            queue.add(key);
        }
    }

    /** Adds keys that were there before {@link #begin}. */
    void complete(Collection<K> keys) {
        sorted.addAll(keys);
        isComplete = true;
    }

    /** Called by the holder of the store's lock. */
    void remove(K key) {
        if (added != null) {
            sortIn();
            sorted.remove(key);
        }
    }

    private synchronized void sortIn() {
        Queue<K> queue = added;
        for (K key = poll(queue); key != null; key = poll(queue)) {
            sorted.add(key);
        }
    }

    private static <K> @Nullable K poll(@Nullable Queue<K> queue) {
        return queue == null ? null : queue.poll();
    }

    /** All keys that were added before, some that are added later, and perhaps keys that have been removed. */
    Iterator<K> range(@Nullable K from, @Nullable K to) {
        sortIn();
        if (from == null) {
            return to == null ? sorted.iterator() : sorted.headSet(to, false).iterator();
        }
        return to == null
                ? sorted.tailSet(from, true).iterator()
                : sorted.subSet(from, true, to, false).iterator();
    }
}
