package dev.millrace.engine.exchange;

import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.IngressFullException;
import dev.millrace.api.connector.IngressLogException;
import dev.millrace.api.connector.Push;
import dev.millrace.api.connector.PushLog;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.storage.Storage;
import dev.millrace.api.type.Codecs;
import dev.millrace.engine.journal.Journal;
import dev.millrace.engine.journal.JournalCursor;
import dev.millrace.engine.journal.JournalRecovery;
import dev.millrace.engine.journal.PendingGroup;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The queue between a program's threads and the task that reads what they push. Any number of threads push; one reads, a
 * batch for each lock.
 *
 * <p>Records wait in a ring in memory. With a log, those that are journaled or spilled go there first, and are seen by the task when
 * they are durable. What the ring cannot take is then read from the log; from the first such record on, all go by the log until it
 * has been read, so that their order is kept. Where both have something, the lower number comes first: after a restart the task
 * begins again with the number in its checkpoint, and what is in memory may be later than what is on the disk.
 *
 * <p>All fields are guarded by {@link #lock}. A lock, not a lock-free ring: taking one costs a program's thread some
 * twenty nanoseconds, and dropping the oldest and waiting for room stay simple enough to be right.
 */
public final class IngressQueue implements Ingress<Object>, SourceReader<Object> {

    private static final System.Logger LOGGER = System.getLogger(IngressQueue.class.getName());

    private enum Room {
        THERE,
        NONE_IN_MEMORY,
        NONE_IN_LOG
    }

    private final String source;
    private final Push<?> push;
    private final Runnable wakeUp;
    private final Supplier<@Nullable RuntimeException> jobEnd;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition hasRoom = lock.newCondition();
    private final RecordRing ring;
    private final @Nullable Journal journal;
    private final boolean isJournaled;

    /** Reads what is in the log only; null if nothing is, and nothing is on its way there. */
    private @Nullable JournalCursor cursor;

    /** Durable records that have not been read and are not in the ring. */
    private long inLogOnly;

    /** Records on their way into the log that are to be in the ring, and that are not. */
    private int pendingForRing;

    private int pendingForLog;

    /** Room that publishers were asked to fill. */
    private int reserved;

    private long nextSequence;

    /** No record before this number will be read. */
    private long nextToRead;

    private long dropped;
    private long highWaterMark;
    private long completedThrough = -1;
    private boolean isBegun;
    private boolean isCheckpointed;
    private boolean isClosed;
    private @Nullable Throwable publisherFailure;

    /** Asks publishers for more; replaced under the lock, never null. */
    private Runnable onRoom = () -> {};

    /**
     * Makes an empty one, without a log.
     *
     * @param source name of the source
     * @param push capacity and policy
     * @param wakeUp ends the idling of the worker that reads
     * @param jobEnd why nothing can be pushed any more, or null while the job runs
     */
    public IngressQueue(String source, Push<?> push, Runnable wakeUp, Supplier<@Nullable RuntimeException> jobEnd) {
        this.source = source;
        this.push = push;
        this.wakeUp = wakeUp;
        this.jobEnd = jobEnd;
        ring = new RecordRing(push.capacity());
        journal = null;
        isJournaled = false;
    }

    /**
     * Makes one, with what its log has.
     *
     * @param source name of the source
     * @param push capacity, policy and limits
     * @param storage has the log, and nothing else
     * @param codecs write and read records
     * @param wakeUp ends the idling of the worker that reads
     * @param jobEnd why nothing can be pushed any more, or null while the job runs
     * @throws IOException if the log cannot be read
     */
    public IngressQueue(
            String source,
            Push<?> push,
            Storage storage,
            Codecs codecs,
            Runnable wakeUp,
            Supplier<@Nullable RuntimeException> jobEnd)
            throws IOException {
        this.source = source;
        this.push = push;
        this.wakeUp = wakeUp;
        this.jobEnd = jobEnd;
        codecs.check(push.type(), "what is pushed into '" + source + "'");
        ring = new RecordRing(push.capacity());
        PushLog log = Objects.requireNonNull(push.log(), "only with a log");
        isJournaled = log.isJournal();
        journal = JournalRecovery.open(storage, codecs, log.bytesMax(), lock, new Commits());
    }

    /** What becomes of groups. Called with the lock. */
    private final class Commits implements Journal.Owner {

        @Override
        public void onDurable(PendingGroup group, Journal.Place place) {
            int forRing = group.forMemory().size();
            for (int i = 0; i < forRing; i++) {
                ring.add(group.forMemory().get(i), group.first() + i);
            }
            int forLog = group.count() - forRing;
            pendingForRing -= forRing;
            pendingForLog -= forLog;
            inLogOnly += forLog;
            if (forLog > 0 && cursor == null) {
                cursor = Objects.requireNonNull(journal).cursor(place);
            }
            noteWaiting();
        }

        @Override
        public void onFailed(PendingGroup group) {
            pendingForRing -= group.forMemory().size();
            pendingForLog -= group.count() - group.forMemory().size();
            hasRoom.signalAll();
        }
    }

    /**
     * Says from where an execution of the job reads. Called before its task reads, and before the program gets hold of this for the
     * first time.
     *
     * @param position of the checkpoint that it goes on from, or null if there is none
     * @param hasEnded whether the checkpoint says that the stream had ended
     * @param checkpointed whether the job makes checkpoints
     * @throws IOException if the log cannot be read
     * @throws IllegalStateException if the log does not have what the checkpoint lacks
     */
    public void begin(@Nullable PushPosition position, boolean hasEnded, boolean checkpointed) throws IOException {
        lock.lock();
        try {
            isCheckpointed = checkpointed;
            if (!isBegun) {
                isBegun = true;
                beginFirst(position == null ? PushPosition.START : position);
            }
            if (journal != null) {
                rewind(journal, hasEnded ? nextSequence : position == null ? journal.base() : position.next());
            }
            noteWaiting();
        } finally {
            lock.unlock();
        }
    }

    private void beginFirst(PushPosition position) {
        dropped = position.dropped();
        nextSequence = position.next();
        nextToRead = position.next();
        completedThrough = position.next() - 1;
        if (journal == null) {
            return;
        }
        boolean isMissing = isJournaled
                && position.isJournaled()
                && (journal.isNew()
                        ? position.next() > 0
                        : journal.next() < position.next() || journal.base() > position.next());
        if (isMissing) {
            throw new IllegalStateException("the checkpoint goes on with record " + position.next() + " of '" + source
                    + "', and the journal in " + place() + " has records from " + journal.base() + " to before "
                    + journal.next() + "; restore it from a copy, or the checkpoint that belongs to it");
        }
        if (journal.isNew()) {
            journal.beginWith(position.next());
        }
        nextSequence = Math.max(nextSequence, journal.next());
    }

    private void rewind(Journal log, long to) throws IOException {
        if (isJournaled) {
            // All of them are there.
            ring.clear();
        }
        nextToRead = to;
        closeCursor();
        inLogOnly = log.count(to);
        if (inLogOnly > 0 || pendingForLog > 0) {
            cursor = log.cursor(to);
        }
    }

    private void closeCursor() throws IOException {
        JournalCursor old = cursor;
        if (old != null) {
            cursor = null;
            old.close();
        }
    }

    private String place() {
        PushLog log = push.log();
        return log == null ? "memory" : log.describe();
    }

    @Override
    public long put(Object record) throws InterruptedException {
        requireRecord(record);
        lock.lockInterruptibly();
        return putLocked(record);
    }

    /** Called with the lock, and left without. */
    private long putLocked(Object record) throws InterruptedException {
        PendingGroup group;
        long sequence;
        try {
            requireOpen();
            if (!makeRoom(record)) {
                dropped++;
                if (!isJournaled) {
                    nextSequence++;
                }
                return DROPPED;
            }
            sequence = nextSequence;
            group = add(record);
        } finally {
            lock.unlock();
        }
        return finish(group, sequence);
    }

    private long finish(@Nullable PendingGroup group, long sequence) {
        if (group != null) {
            try {
                Objects.requireNonNull(journal).await(group);
            } catch (IOException failed) {
                throw new IngressLogException(source, place(), failed);
            }
        }
        wakeUp.run();
        return sequence;
    }

    /** Does what the policy says; false if the new record is to be dropped. */
    private boolean makeRoom(Object record) throws InterruptedException {
        // Without a limit: 292 years.
        long nanos = push.blockMax() == null ? Long.MAX_VALUE : push.blockMax().toNanos();
        for (Room room = room(record); room != Room.THERE; room = room(record)) {
            switch (push.whenFull()) {
                case BLOCK, SPILL -> {
                    if (nanos <= 0) {
                        throw full(room);
                    }
                    nanos = hasRoom.awaitNanos(nanos);
                    requireOpen();
                }
                case FAIL -> throw full(room);
                case DROP_NEWEST -> {
                    return false;
                }
                case DROP_OLDEST -> {
                    ring.removeFirst();
                    dropped++;
                }
            }
        }
        return true;
    }

    private IngressFullException full(Room room) {
        PushLog log = push.log();
        return room == Room.NONE_IN_LOG && log != null
                ? new IngressFullException(source, log.describe(), log.bytesMax())
                : new IngressFullException(source, ring.capacity());
    }

    private Room room(Object record) {
        boolean isRoomInMemory = roomInMemory() > 0;
        if (!isRoomInMemory && push.whenFull() != Push.Overflow.SPILL) {
            return Room.NONE_IN_MEMORY;
        }
        return journal == null || !isJournaled && isRoomInMemory && !isSpilling() || journal.fits(record)
                ? Room.THERE
                : Room.NONE_IN_LOG;
    }

    private int roomInMemory() {
        // Who drops the oldest has always room, also for what a publisher was asked for.
        long taken =
                (long) ring.count() + pendingForRing + (push.whenFull() == Push.Overflow.DROP_OLDEST ? 0 : reserved);
        if (push.whenFull() != Push.Overflow.SPILL) {
            // After a restart all that waits is there, and no more may wait than before.
            taken += inLogOnly + pendingForLog;
        }
        return (int) Math.max(0, ring.capacity() - taken);
    }

    /** Whether what comes must be read after something that is in the log only. */
    private boolean isSpilling() {
        return inLogOnly > 0 || pendingForLog > 0;
    }

    /** Adds a record for which there is room; gives what has to become durable, or null. */
    private @Nullable PendingGroup add(Object record) {
        boolean isForRing = !isSpilling() && roomInMemory() > 0;
        if (journal == null || !isJournaled && isForRing) {
            ring.add(record, nextSequence++);
            noteWaiting();
            return null;
        }
        PendingGroup group = journal.add(nextSequence);
        nextSequence++;
        if (isForRing) {
            group.keep(record);
            pendingForRing++;
        } else {
            if (cursor == null && pendingForLog == 0) {
                group.setSelfContained();
            }
            pendingForLog++;
        }
        return group;
    }

    private void noteWaiting() {
        highWaterMark = Math.max(highWaterMark, ring.count() + inLogOnly);
    }

    @Override
    public boolean offer(Object record) {
        requireRecord(record);
        PendingGroup group;
        long sequence;
        lock.lock();
        try {
            requireOpen();
            if (room(record) != Room.THERE) {
                return false;
            }
            sequence = nextSequence;
            group = add(record);
        } finally {
            lock.unlock();
        }
        finish(group, sequence);
        return true;
    }

    private static void requireRecord(Object record) {
        Objects.requireNonNull(record, "a record must not be null");
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
        return ring.capacity();
    }

    @Override
    public int remaining() {
        lock.lock();
        try {
            return roomInMemory();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long highWaterMark() {
        lock.lock();
        try {
            return highWaterMark;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public long durableThrough() {
        lock.lock();
        try {
            return journal != null && isJournaled ? journal.next() - 1 : completedThrough;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Flow.Subscriber<Object> subscriber() {
        return new IngressSubscriber(this);
    }

    @Override
    public Status read(RecordCollector<Object> out) throws IOException {
        boolean isLogRead;
        Runnable ask;
        lock.lock();
        try {
            if (publisherFailure != null) {
                throw new IOException(
                        "the publisher of '" + source + "' failed: " + publisherFailure, publisherFailure);
            }
            if (ring.count() + inLogOnly == 0) {
                return isClosed && pendingForRing + pendingForLog == 0 ? Status.END : Status.CAUGHT_UP;
            }
            boolean wasInLog = inLogOnly > 0;
            for (long left = Math.min(ring.count() + inLogOnly, out.remaining()); left > 0; left--) {
                readOne(out);
            }
            if (inLogOnly == 0 && pendingForLog == 0) {
                closeCursor();
            }
            isLogRead = wasInLog && !isJournaled && !isCheckpointed;
            hasRoom.signalAll();
            ask = onRoom;
        } finally {
            lock.unlock();
        }
        if (isLogRead) {
            forget(nextToRead);
        }
        ask.run();
        return Status.DATA;
    }

    private void readOne(RecordCollector<Object> out) throws IOException {
        long inRing = ring.firstSequence();
        long inLog = inLogOnly == 0 || cursor == null ? Long.MAX_VALUE : cursor.seek(nextToRead);
        if (inRing <= inLog) {
            out.collect(ring.removeFirst(), inRing);
            nextToRead = inRing + 1;
        } else {
            out.collect(Objects.requireNonNull(cursor).read(), inLog);
            nextToRead = inLog + 1;
            inLogOnly--;
        }
    }

    /** Lets go of the part of the log that nobody needs. The task's thread, without the lock. */
    private void forget(long before) {
        if (journal == null) {
            return;
        }
        try {
            journal.truncate(before);
        } catch (IOException failed) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "the log of '" + source + "' in " + place() + " could not be shortened; tried again later",
                    failed);
        }
        lock.lock();
        try {
            hasRoom.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * A checkpoint is complete. The task's thread.
     *
     * @param through number of the record before which it has all
     * @param oldest the same of the oldest checkpoint to which the job may go back
     */
    public void onCompleted(long through, long oldest) {
        lock.lock();
        try {
            completedThrough = through - 1;
        } finally {
            lock.unlock();
        }
        forget(oldest);
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

    /** Lets go of the log, since the job has ended and will not go on. */
    public void release() throws IOException {
        if (journal != null) {
            journal.close();
        }
        lock.lock();
        try {
            closeCursor();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public byte[] position() {
        lock.lock();
        try {
            return new PushPosition(nextToRead, dropped, isJournaled).toBytes();
        } finally {
            lock.unlock();
        }
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
    public long waiting() {
        lock.lock();
        try {
            return ring.count() + inLogOnly;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sets aside room for a publisher, if there is enough that asking for it is worth while.
     *
     * @return how many records it may be asked for
     */
    int reserve() {
        lock.lock();
        try {
            int room = roomInMemory() - (push.whenFull() == Push.Overflow.DROP_OLDEST ? reserved : 0);
            if (isClosed || jobEnd.get() != null || room < Math.max(1, ring.capacity() / 4)) {
                return 0;
            }
            reserved += room;
            return room;
        } finally {
            lock.unlock();
        }
    }

    /** Gives back room that a publisher will not fill. */
    void release(int records) {
        lock.lock();
        try {
            reserved -= records;
            hasRoom.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Puts a record for which room was set aside. */
    void putReserved(Object record) throws InterruptedException {
        requireRecord(record);
        lock.lockInterruptibly();
        reserved--;
        putLocked(record);
    }

    /** Has something done whenever there is room, on the task's thread. */
    void whenRoom(Runnable action) {
        lock.lock();
        try {
            Runnable before = onRoom;
            onRoom = () -> {
                before.run();
                action.run();
            };
        } finally {
            lock.unlock();
        }
    }

    /** The publisher has failed: so does the job. */
    void fail(Throwable failure) {
        lock.lock();
        try {
            publisherFailure = failure;
        } finally {
            lock.unlock();
        }
        wakeUp.run();
    }
}
