package dev.millrace.engine.journal;

import dev.millrace.api.storage.Storage;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.Codecs;
import dev.millrace.engine.journal.v1.RecordGroup;
import dev.millrace.engine.log.GroupCommit;
import dev.millrace.engine.log.LogKind;
import dev.millrace.engine.log.LogWriter;
import dev.millrace.engine.log.Values;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Keeps numbered records in logs, those of all threads that wait at the same time by one write and one sync ({@link GroupCommit}).
 *
 * <p>A log that could not be written is given up: the next group begins a new one, whose header says how much of the old one counts.
 * So nothing of a group that has failed comes back, and the journal goes on when the disk does. Logs are removed when all their
 * records are forgotten. All logs but the last are read by their successors' word for their length.
 */
public final class Journal implements Closeable {

    /** The length of a log after which the next one is begun, if the limit of all of them allows. */
    private static final long FILE_BYTES = 1L << 26;

    /** So many logs fit into the limit. */
    private static final int FILES = 8;

    /** Set aside for what is written beside records: headers and schemas. */
    private static final int RESERVE_BYTES = 1 << 12;

    private final Storage storage;
    private final Codecs codecs;
    private final long bytesMax;
    private final ReentrantLock lock;
    private final Owner owner;
    private final GroupCommit commits = new GroupCommit();

    // Guarded by the lock.
    private final Values values;
    private final BinaryOutput scratch = new BinaryOutput();
    private final NavigableMap<Long, JournalFile> files;
    private @Nullable PendingGroup open;
    private long next;
    private boolean isClosed;

    /** Owned by whoever commits; null if the next group begins a new one. */
    private @Nullable LogWriter log;

    /** Who uses it. All methods are called with the lock. */
    public interface Owner {

        /**
         * A group is durable.
         *
         * @param cursor made on demand, stands before it; usable if it is self-contained
         */
        void onDurable(PendingGroup group, Place cursor);

        /** A group has failed, and none of its records will be there. */
        void onFailed(PendingGroup group);
    }

    /**
     * Where a group is.
     *
     * @param file number of the log
     * @param position of its frame
     */
    public record Place(long file, long position) {}

    Journal(
            Storage storage,
            Codecs codecs,
            long bytesMax,
            ReentrantLock lock,
            Owner owner,
            NavigableMap<Long, JournalFile> files,
            long next) {
        this.storage = storage;
        this.codecs = codecs;
        this.bytesMax = bytesMax;
        this.lock = lock;
        this.owner = owner;
        this.files = files;
        this.next = next;
        values = new Values(codecs);
    }

    /** Whether there has never been a record. With the lock. */
    public boolean isNew() {
        return files.isEmpty();
    }

    /** Begins with a number, if it is new. With the lock. */
    public void beginWith(long sequence) {
        assert isNew() : "numbers go on";
        next = sequence;
    }

    /** The number of the last durable record, plus one. With the lock. */
    public long next() {
        return next;
    }

    /** Records before this number have been removed. With the lock. */
    public long base() {
        return files.isEmpty() ? next : files.firstEntry().getValue().base;
    }

    /** Length of all files together, at the most. With the lock. */
    public long bytes() {
        return files.values().stream().mapToLong(file -> file.length).sum();
    }

    /**
     * Encodes a record, and tells whether there is room for it. With the lock.
     *
     * @throws IllegalArgumentException if it has no codec, or will never fit
     */
    public boolean fits(Object record) {
        scratch.clear();
        values.write(record, scratch);
        if (scratch.size() > bytesMax / 2 - RESERVE_BYTES) {
            throw new IllegalArgumentException("a record has " + scratch.size() + " bytes, and the log in "
                    + storage.describe() + " may have " + bytesMax + "; raise bytesMax(...) to four times that");
        }
        long pending = open == null ? 0 : open.encoded.size();
        return bytes() + pending + scratch.size() + RESERVE_BYTES <= bytesMax;
    }

    /** Adds the record that {@link #fits} has encoded. With the lock. */
    public PendingGroup add(long sequence) {
        if (isClosed) {
            throw new IllegalStateException("the log in " + storage.describe() + " is closed, since its job has ended");
        }
        PendingGroup group = open;
        if (group == null) {
            group = new PendingGroup(sequence);
            open = group;
        }
        assert sequence == group.first() + group.count() : "consecutive in a group";
        group.add(scratch);
        return group;
    }

    /**
     * Returns when a group is durable. Without the lock.
     *
     * @throws IOException if it could not be written; it is not there
     */
    public void await(PendingGroup group) throws IOException {
        commits.await(group::isDone, this::commit);
        Throwable failure = group.failure;
        if (failure instanceof IOException wrong) {
            // Each waiting thread gets an exception of its own.
            throw new IOException(wrong.getMessage(), wrong);
        } else if (failure != null) {
            throw new IllegalStateException("the log in " + storage.describe() + " failed", failure);
        }
    }

    private void commit() throws IOException {
        LogWriter current = log;
        boolean isNewFile = current == null || current.position() > fileBytes();
        BinaryOutput payload = new BinaryOutput();
        PendingGroup group;
        lock.lock();
        try {
            group = open;
            if (group == null) {
                return;
            }
            open = null;
            if (isNewFile || group.isSelfContained) {
                values.beginFile();
            }
            RecordGroup.encode(group.first(), group.count(), group.encoded, values, payload);
        } finally {
            lock.unlock();
        }
        try {
            append(group, payload, current == null || isNewFile ? beginFile() : current);
        } catch (IOException failed) {
            fail(group, payload, failed);
        } catch (RuntimeException | Error wrong) {
            fail(group, payload, wrong);
            throw wrong;
        }
    }

    private void append(PendingGroup group, BinaryOutput payload, LogWriter current) throws IOException {
        long position = current.position();
        current.append(payload);
        lock.lock();
        try {
            JournalFile file = files.lastEntry().getValue();
            file.end = current.position();
            file.length = file.end;
            next = group.first() + group.count();
            owner.onDurable(group, new Place(file.number, position));
            group.isDurable = true;
        } finally {
            lock.unlock();
        }
    }

    private void fail(PendingGroup group, BinaryOutput payload, Throwable failure) throws IOException {
        lock.lock();
        try {
            if (log != null && !files.isEmpty()) {
                // The frame may be there, in part or whole.
                files.lastEntry().getValue().length += payload.size() + RESERVE_BYTES / 2;
            }
            owner.onFailed(group);
            group.failure = failure;
        } finally {
            lock.unlock();
        }
        giveUpFile();
    }

    /** Begins a log behind what is durable of the one before. */
    private LogWriter beginFile() throws IOException {
        giveUpFile();
        BinaryOutput nothing = new BinaryOutput();
        long number;
        long base;
        long previousEnd;
        lock.lock();
        try {
            base = next;
            RecordGroup.encode(base, 0, new BinaryOutput(), new Values(codecs), nothing);
            Map.Entry<Long, JournalFile> last = files.lastEntry();
            number = last == null ? 1 : last.getKey() + 1;
            previousEnd = last == null ? 0 : last.getValue().end;
        } finally {
            lock.unlock();
        }
        LogWriter begun = LogWriter.create(storage, LogKind.JOURNAL, number, previousEnd, nothing);
        boolean isInstalled = false;
        try {
            begun.install();
            isInstalled = true;
        } finally {
            if (!isInstalled) {
                begun.close();
            }
        }
        log = begun;
        lock.lock();
        try {
            files.put(number, new JournalFile(number, base, begun.position()));
        } finally {
            lock.unlock();
        }
        return begun;
    }

    private void giveUpFile() throws IOException {
        LogWriter current = log;
        if (current != null) {
            log = null;
            current.close();
        }
    }

    private long fileBytes() {
        return Math.min(FILE_BYTES, bytesMax / FILES);
    }

    /**
     * Forgets records, as far as whole logs have no others. Without the lock; by one thread at a time.
     *
     * @param before the number of the first that is not forgotten
     */
    public void truncate(long before) throws IOException {
        if (isLastInTheWay(before)) {
            commits.alone(this::beginFile);
        }
        for (JournalFile old : forgotten(before)) {
            storage.delete(LogKind.JOURNAL.name(old.number));
            // Each for itself: after a crash none may be missing between others.
            storage.sync();
            lock.lock();
            try {
                files.remove(old.number);
            } finally {
                lock.unlock();
            }
        }
    }

    /** Whether only the log that is being written, all of which is forgotten, keeps the journal near its limit. */
    private boolean isLastInTheWay(long before) {
        lock.lock();
        try {
            JournalFile last = files.isEmpty() ? null : files.lastEntry().getValue();
            return last != null && !isClosed && next <= before && open == null && last.length > fileBytes();
        } finally {
            lock.unlock();
        }
    }

    private List<JournalFile> forgotten(long before) {
        lock.lock();
        try {
            List<JournalFile> forgotten = new ArrayList<>();
            JournalFile previous = null;
            for (JournalFile file : files.values()) {
                if (previous != null && file.base <= before) {
                    forgotten.add(previous);
                }
                previous = file;
            }
            return forgotten;
        } finally {
            lock.unlock();
        }
    }

    /** How many durable records there are from a number on. With the lock. */
    public long count(long from) throws IOException {
        try (JournalCursor cursor = cursor(from)) {
            long count = 0;
            for (RecordGroup group = cursor.nextGroup(); group != null; group = cursor.nextGroup()) {
                count += Math.max(0, group.end() - Math.max(from, group.next()));
            }
            return count;
        }
    }

    /** Stands somewhere before a record, and sees all durable ones from it on. With the lock. */
    public JournalCursor cursor(long from) {
        long file = files.isEmpty() ? 1 : files.firstKey();
        for (JournalFile each : files.values()) {
            if (each.base <= from) {
                file = each.number;
            }
        }
        return cursor(new Place(file, 0));
    }

    /** Stands before a group that is self-contained. With the lock. */
    public JournalCursor cursor(Place place) {
        return new JournalCursor(storage, codecs, files, place);
    }

    /** Commits what nobody has waited for yet, and says that nothing follows. Without the lock. */
    @Override
    public void close() throws IOException {
        commits.alone(() -> {
            lock.lock();
            try {
                isClosed = true;
            } finally {
                lock.unlock();
            }
            commit();
            if (log != null) {
                log.end();
            }
            giveUpFile();
        });
    }
}
