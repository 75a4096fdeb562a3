package dev.millrace.engine.store;

import dev.millrace.api.storage.Storage;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.Codecs;
import dev.millrace.engine.store.v1.LogWriter;
import dev.millrace.engine.store.v1.Values;
import dev.millrace.engine.store.v1.Write;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Makes writes durable, those of all threads that wait at the same time together. Group commit (DeWitt, Katz, Olken, Shapiro,
 * Stonebraker, Wood, SIGMOD 1984): the first that waits takes all that has been encoded, writes and syncs it, and wakes the others;
 * meanwhile others encode the next group. Whoever has {@code isBusy} set owns the file.
 */
final class CommitLog<K, V> {

    /** Encoded bytes of one write at the most: 512 MB. */
    static final int WRITE_BYTES_MAX = 1 << 29;

    private final Storage storage;
    private final ReentrantLock storeLock;
    private final Consumer<List<Write<K, V>>> onDurable;

    // Guarded by storeLock: the group that is being encoded.
    private final Values values;
    private final BinaryOutput scratch = new BinaryOutput();
    private BinaryOutput encoded = new BinaryOutput();
    private List<Write<K, V>> writes = new ArrayList<>();

    private final ReentrantLock gate = new ReentrantLock();
    private final Condition isIdle = gate.newCondition();

    // Guarded by gate.
    private boolean isBusy;
    private long durableVersion;
    private long durableTimeMillis;
    private @Nullable Throwable failure;

    // Owned by whoever is busy.
    private @Nullable LogWriter log;
    private long nextNumber;
    private long previousEnd;
    private long bytesBefore;
    private volatile long bytes;

    /**
     * Makes one.
     *
     * @param storeLock held by callers of {@link #append}
     * @param onDurable told of each group, in order, before those who wait for it
     * @param recovered where the files end
     * @param codecs write keys and values
     */
    CommitLog(
            Storage storage,
            ReentrantLock storeLock,
            Consumer<List<Write<K, V>>> onDurable,
            Recovered<K, V> recovered,
            Codecs codecs)
            throws IOException {
        this.storage = storage;
        this.storeLock = storeLock;
        values = new Values(codecs);
        this.onDurable = onDurable;
        durableVersion = recovered.version();
        durableTimeMillis = recovered.timeMillis();
        nextNumber = recovered.nextLog();
        previousEnd = recovered.certainEnd();
        bytesBefore = recovered.logBytes();
        bytes = bytesBefore;
        if (!recovered.uncertain().isEmpty()) {
            // Before anybody reads them: what has been read must not be lost by the next crash.
            openLog(encode(recovered.uncertain())).install();
        }
    }

    private BinaryOutput encode(List<Write<K, V>> group) {
        BinaryOutput body = new BinaryOutput();
        long time = 0;
        for (Write<K, V> write : group) {
            LogWriter.encode(write, time, values, body);
            time = write.timeMillis();
        }
        BinaryOutput all = new BinaryOutput();
        LogWriter.encodeGroup(group.get(0).version(), group.size(), body, values, all);
        return all;
    }

    private LogWriter openLog(BinaryOutput repeated) throws IOException {
        LogWriter opened = LogWriter.create(storage, nextNumber, previousEnd, repeated);
        nextNumber++;
        log = opened;
        return opened;
    }

    /**
     * Encodes a write, the version of which is that of the last one plus one. Called with the store's lock.
     *
     * @throws IllegalArgumentException if something has no codec; then nothing has happened
     */
    void append(Write<K, V> write) {
        requireUsable();
        scratch.clear();
        long time = writes.isEmpty() ? 0 : writes.get(writes.size() - 1).timeMillis();
        LogWriter.encode(write, time, values, scratch);
        if (scratch.size() > WRITE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a write has at most " + WRITE_BYTES_MAX + " bytes, got " + scratch.size() + "; divide the batch");
        }
        encoded.writeRaw(scratch);
        writes.add(write);
    }

    private void requireUsable() {
        gate.lock();
        try {
            if (failure != null) {
                throw failed(failure);
            }
        } finally {
            gate.unlock();
        }
    }

    private UncheckedIOException failed(Throwable cause) {
        return new UncheckedIOException(new IOException(
                "the store in " + storage.describe()
                        + " could not write its log, and takes no more writes; open it again: " + cause.getMessage(),
                cause));
    }

    /** Returns when a write is durable, and all before it. */
    void await(long version) {
        gate.lock();
        try {
            while (durableVersion < version) {
                if (failure != null) {
                    throw failed(failure);
                } else if (isBusy) {
                    isIdle.awaitUninterruptibly();
                } else {
                    busily(this::commit);
                }
            }
        } finally {
            gate.unlock();
        }
    }

    /** What is done with the file. */
    private interface Work {
        void run() throws IOException;
    }

    /** Does something as the owner of the file; called and left with the gate locked, which is open meanwhile. */
    private void busily(Work work) {
        isBusy = true;
        gate.unlock();
        Throwable thrown = null;
        try {
            work.run();
        } catch (IOException wrong) {
            thrown = wrong;
            throw failed(wrong);
        } catch (RuntimeException | Error wrong) {
            thrown = wrong;
            throw wrong;
        } finally {
            gate.lock();
            isBusy = false;
            failure = failure == null ? thrown : failure;
            isIdle.signalAll();
        }
    }

    private void commit() throws IOException {
        List<Write<K, V>> group;
        BinaryOutput payload = new BinaryOutput();
        LogWriter current = log;
        storeLock.lock();
        try {
            group = writes;
            if (group.isEmpty()) {
                return;
            }
            writes = new ArrayList<>();
            if (current == null) {
                values.beginFile();
            }
            LogWriter.encodeGroup(group.get(0).version(), group.size(), encoded, values, payload);
            encoded = new BinaryOutput();
        } finally {
            storeLock.unlock();
        }
        if (current == null) {
            current = openLog(new BinaryOutput());
            current.install();
        }
        current.append(payload);
        bytes = bytesBefore + current.position();
        onDurable.accept(group);
        setDurable(group.get(group.size() - 1));
    }

    private void setDurable(Write<K, V> write) {
        gate.lock();
        try {
            durableVersion = write.version();
            durableTimeMillis = write.timeMillis();
        } finally {
            gate.unlock();
        }
    }

    /** Length of all logs. */
    long bytes() {
        return bytes;
    }

    /**
     * Where a log begins.
     *
     * @param number of the log
     * @param version of the last write before it
     * @param timeMillis of that write
     */
    record Beginning(long number, long version, long timeMillis) {}

    /**
     * Begins a new log, in which there are all later writes. If it cannot be made the old one goes on.
     *
     * @throws UncheckedIOException if it cannot be made, or the log has failed
     */
    Beginning rotate() {
        gate.lock();
        try {
            awaitIdle();
            if (failure != null) {
                throw failed(failure);
            }
            IOException[] notMade = new IOException[1];
            busily(() -> {
                commit();
                notMade[0] = replaceLog();
            });
            if (notMade[0] != null) {
                throw new UncheckedIOException(notMade[0]);
            }
            return new Beginning(nextNumber - 1, durableVersion, durableTimeMillis);
        } finally {
            gate.unlock();
        }
    }

    private @Nullable IOException replaceLog() throws IOException {
        LogWriter old = log;
        long oldEnd = previousEnd;
        if (old != null) {
            previousEnd = old.position();
        }
        LogWriter opened;
        try {
            opened = openLog(new BinaryOutput());
        } catch (IOException failed) {
            previousEnd = oldEnd;
            return failed;
        }
        if (old != null) {
            old.close();
        }
        opened.install();
        bytesBefore = 0;
        bytes = 0;
        storeLock.lock();
        try {
            values.beginFile();
        } finally {
            storeLock.unlock();
        }
        return null;
    }

    private void awaitIdle() {
        while (isBusy) {
            isIdle.awaitUninterruptibly();
        }
    }

    private void closeLog() throws IOException {
        LogWriter current = log;
        if (current != null) {
            log = null;
            current.close();
        }
    }

    /** Commits what nobody has waited for yet, and says in the log that nothing follows. */
    void close() {
        gate.lock();
        try {
            awaitIdle();
            boolean isUsable = failure == null;
            busily(() -> {
                if (isUsable) {
                    commit();
                    if (log != null) {
                        log.end();
                    }
                }
                closeLog();
            });
        } finally {
            gate.unlock();
        }
    }
}
