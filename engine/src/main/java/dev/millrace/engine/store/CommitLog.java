package dev.millrace.engine.store;

import dev.millrace.api.storage.Storage;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.Codecs;
import dev.millrace.engine.log.GroupCommit;
import dev.millrace.engine.log.LogKind;
import dev.millrace.engine.log.LogWriter;
import dev.millrace.engine.log.Values;
import dev.millrace.engine.store.v1.Write;
import dev.millrace.engine.store.v1.WriteGroups;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes writes durable, those of all threads that wait at the same time together, by {@link GroupCommit}. */
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

    private final GroupCommit commits = new GroupCommit();

    /** The last write that is durable. Written by whoever works. */
    private volatile long durableVersion;

    /** Why nothing can be written any more. Written by whoever works. */
    private volatile @Nullable Throwable failure;

    // Owned by whoever works.
    private long durableTimeMillis;
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
            WriteGroups.encode(write, time, values, body);
            time = write.timeMillis();
        }
        BinaryOutput all = new BinaryOutput();
        WriteGroups.encodeGroup(group.get(0).version(), group.size(), body, values, all);
        return all;
    }

    private LogWriter openLog(BinaryOutput repeated) throws IOException {
        LogWriter opened = LogWriter.create(storage, LogKind.STORE, nextNumber, previousEnd, repeated);
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
        WriteGroups.encode(write, time, values, scratch);
        if (scratch.size() > WRITE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a write has at most " + WRITE_BYTES_MAX + " bytes, got " + scratch.size() + "; divide the batch");
        }
        encoded.writeRaw(scratch);
        writes.add(write);
    }

    private void requireUsable() {
        Throwable thrown = failure;
        if (thrown != null) {
            throw failed(thrown);
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
        try {
            commits.await(() -> isDurable(version), () -> work(this::commit));
        } catch (IOException wrong) {
            throw failed(wrong);
        }
    }

    private boolean isDurable(long version) {
        if (durableVersion >= version) {
            return true;
        }
        requireUsable();
        return false;
    }

    /** Does something with the file; if it fails, nothing can be written any more. */
    private void work(GroupCommit.Work work) throws IOException {
        try {
            work.run();
        } catch (IOException | RuntimeException | Error wrong) {
            failure = failure == null ? wrong : failure;
            throw wrong;
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
            WriteGroups.encodeGroup(group.get(0).version(), group.size(), encoded, values, payload);
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
        durableTimeMillis = group.get(group.size() - 1).timeMillis();
        durableVersion = group.get(group.size() - 1).version();
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
        Beginning[] beginning = new Beginning[1];
        IOException[] notMade = new IOException[1];
        try {
            commits.alone(() -> {
                requireUsable();
                work(() -> {
                    commit();
                    notMade[0] = replaceLog();
                });
                beginning[0] = new Beginning(nextNumber - 1, durableVersion, durableTimeMillis);
            });
        } catch (IOException wrong) {
            throw failed(wrong);
        }
        if (notMade[0] != null) {
            throw new UncheckedIOException(notMade[0]);
        }
        return beginning[0];
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

    private void closeLog() throws IOException {
        LogWriter current = log;
        if (current != null) {
            log = null;
            current.close();
        }
    }

    /** Commits what nobody has waited for yet, and says in the log that nothing follows. */
    void close() {
        try {
            commits.alone(() -> work(() -> {
                if (failure == null) {
                    commit();
                    if (log != null) {
                        log.end();
                    }
                }
                closeLog();
            }));
        } catch (IOException wrong) {
            throw failed(wrong);
        }
    }
}
