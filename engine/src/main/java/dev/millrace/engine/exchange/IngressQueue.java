package dev.millrace.engine.exchange;

import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.IngressFullException;
import dev.millrace.api.connector.Push;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.SourceReader;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The queue between a program's threads and the task that reads what they push. Any number of threads push; one reads, a
 * batch for each lock.
 *
 * <p>All fields are guarded by {@link #lock}. A lock, not a lock-free ring: taking one costs a program's thread some
 * twenty nanoseconds, and dropping the oldest and waiting for room stay simple enough to be right.
 */
public final class IngressQueue implements Ingress<Object>, SourceReader<Object> {

    private final String source;
    private final Push.Overflow whenFull;
    private final Runnable wakeUp;
    private final Supplier<@Nullable RuntimeException> jobEnd;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition hasRoom = lock.newCondition();
    private final @Nullable Object[] records;
    private final long[] sequences;
    private int head;
    private int count;
    private long nextSequence;
    private long dropped;
    private boolean isClosed;

    /**
     * Makes an empty one.
     *
     * @param source name of the source
     * @param push capacity and policy
     * @param wakeUp ends the idling of the worker that reads
     * @param jobEnd why nothing can be pushed any more, or null while the job runs
     */
    public IngressQueue(String source, Push<?> push, Runnable wakeUp, Supplier<@Nullable RuntimeException> jobEnd) {
        this.source = source;
        this.whenFull = push.whenFull();
        this.wakeUp = wakeUp;
        this.jobEnd = jobEnd;
        records = new @Nullable Object[push.capacity()];
        sequences = new long[push.capacity()];
    }

    @Override
    public long put(Object record) throws InterruptedException {
        requireRecord(record);
        long sequence;
        lock.lockInterruptibly();
        try {
            requireOpen();
            if (count == records.length && !makeRoom()) {
                nextSequence++;
                dropped++;
                return DROPPED;
            }
            sequence = add(record);
        } finally {
            lock.unlock();
        }
        wakeUp.run();
        return sequence;
    }

    /** Does what the policy says; false if the new record is to be dropped. */
    private boolean makeRoom() throws InterruptedException {
        switch (whenFull) {
            case BLOCK -> {
                while (count == records.length) {
                    hasRoom.await();
                    requireOpen();
                }
            }
            case FAIL -> throw new IngressFullException(source, records.length);
            case DROP_NEWEST -> {
                return false;
            }
            case DROP_OLDEST -> {
                removeOldest();
                dropped++;
            }
        }
        return true;
    }

    @Override
    public boolean offer(Object record) {
        requireRecord(record);
        lock.lock();
        try {
            requireOpen();
            if (count == records.length) {
                return false;
            }
            add(record);
        } finally {
            lock.unlock();
        }
        wakeUp.run();
        return true;
    }

    private long add(Object record) {
        int tail = head + count < records.length ? head + count : head + count - records.length;
        records[tail] = record;
        sequences[tail] = nextSequence;
        count++;
        return nextSequence++;
    }

    private static void requireRecord(Object record) {
        Objects.requireNonNull(record, "a record must not be null");
    }

    private void removeOldest() {
        records[head] = null;
        head = head + 1 == records.length ? 0 : head + 1;
        count--;
    }

    private void requireOpen() {
        RuntimeException end = jobEnd.get();
        if (end != null) {
            throw new IllegalStateException("nothing can be pushed into '" + source + "': " + end.getMessage(), end);
        }
        if (isClosed) {
            throw new IllegalStateException("nothing can be pushed into '" + source + "': its ingress is closed");
        }
    }

    @Override
    public int capacity() {
        return records.length;
    }

    @Override
    public int remaining() {
        lock.lock();
        try {
            return records.length - count;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Status read(RecordCollector<Object> out) {
        lock.lock();
        try {
            if (count == 0) {
                return isClosed ? Status.END : Status.CAUGHT_UP;
            }
            for (int room = Math.min(count, out.remaining()); room > 0; room--) {
                Object record = records[head];
                assert record != null : "count says so";
                out.collect(record, sequences[head]);
                removeOldest();
            }
            hasRoom.signalAll();
            return Status.DATA;
        } finally {
            lock.unlock();
        }
    }

    /** Ends the stream. */
    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            hasRoom.signalAll();
        } finally {
            lock.unlock();
        }
        wakeUp.run();
    }

    /** Lets go of threads that wait for room, since the job has ended. */
    public void onJobEnd() {
        lock.lock();
        try {
            hasRoom.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public byte[] position() {
        // They cannot be replayed.
        return new byte[0];
    }

    /** Records that were dropped so far. */
    public long dropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /** Records that wait, counted here. */
    public int waiting() {
        lock.lock();
        try {
            return count;
        } finally {
            lock.unlock();
        }
    }
}
