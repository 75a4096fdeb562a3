package dev.millrace.connector.postgres;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where the fetching thread and the reader meet: changes in order, of so many bytes at most, or a single one that is larger. Thread-safe. */
final class ChangeQueue {

    private final Deque<FetchedChange> changes = new ArrayDeque<>();
    private final long bytesMax;

    private long bytes;

    ChangeQueue(long bytesMax) {
        this.bytesMax = bytesMax;
    }

    /** Waits for room; false if there is none in time. */
    synchronized boolean offer(FetchedChange change, long timeoutMillis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        while (bytes > 0 && bytes + change.bytes() > bytesMax) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        changes.add(change);
        bytes += change.bytes();
        return true;
    }

    /** The next one, or null. */
    synchronized @Nullable FetchedChange poll() {
        FetchedChange change = changes.poll();
        if (change != null) {
            bytes -= change.bytes();
            notifyAll();
        }
        return change;
    }
}
