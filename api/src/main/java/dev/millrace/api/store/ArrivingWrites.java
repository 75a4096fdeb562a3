package dev.millrace.api.store;

import dev.millrace.api.state.StoreWatcher;
import dev.millrace.api.state.StoreWrite;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the threads that write to a store and the one that reads it as a source meet: a queue under a lock, held for a few
 * instructions. If more wait than may, all are let go, and the reader asks the store for what it has missed.
 */
final class ArrivingWrites<K, V> implements StoreWatcher<K, V> {

    static final int WRITES_MAX = 10_000;

    private final ArrayDeque<StoreWrite<K, V>> queue = new ArrayDeque<>();
    private final Runnable wakeUp;
    private boolean isIncomplete;

    ArrivingWrites(Runnable wakeUp) {
        this.wakeUp = wakeUp;
    }

    @Override
    public void onWrite(StoreWrite<K, V> write) {
        synchronized (this) {
            if (queue.size() == WRITES_MAX || isIncomplete) {
                queue.clear();
                isIncomplete = true;
            } else {
                queue.add(write);
            }
        }
        wakeUp.run();
    }

    @Override
    public synchronized void onGap(long fromVersion, long toVersion) {
        queue.clear();
        isIncomplete = true;
    }

    /** All that wait, in order; null if some are missing, and all that come from now on are there. */
    synchronized @Nullable List<StoreWrite<K, V>> takeAll() {
        if (isIncomplete) {
            isIncomplete = false;
            queue.clear();
            return null;
        }
        List<StoreWrite<K, V>> taken = new ArrayList<>(queue);
        queue.clear();
        return taken;
    }
}
