package dev.millrace.testkit;

import dev.millrace.api.storage.Storage;
import dev.millrace.api.storage.StorageInput;
import dev.millrace.api.storage.StorageOutput;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;

/**
 * A directory in memory that fails and crashes where a test wants it, and of which a crash leaves no more than {@link Storage}
 * promises. Thread-safe; as good as its caller's threads are ordered, the same seeds give the same bytes.
 *
 * <pre>{@code
 * FaultyStorage disk = new FaultyStorage(seed);
 * disk.crashAt(17);
 * try {
 *     writeSomethingTo(disk);
 * } catch (SimulatedCrash crash) {
 *     readItFrom(disk.afterCrash(seed));
 * }
 * }</pre>
 *
 * <p>Operations are counted from 1: every {@link #create}, {@link #open}, {@link #names}, {@link #rename}, {@link #delete},
 * {@link #sync}, and every read, write and sync of a file. A write that fails or crashes may have written the first of its bytes;
 * any other operation that crashes has either been done or not; one that fails has not been done. After a failed sync of a file, what
 * was written until then stays uncertain for ever, whatever later syncs say, as on Linux.
 */
public final class FaultyStorage implements Storage {

    private final SimulatedDirectory directory;
    private final FaultPlan plan;
    private boolean isClosed;

    /**
     * Makes an empty one.
     *
     * @param seed decides how much of a failed or crashed operation is done
     */
    public FaultyStorage(long seed) {
        this(new SimulatedDirectory(), new FaultPlan(seed));
    }

    private FaultyStorage(SimulatedDirectory directory, FaultPlan plan) {
        this.directory = directory;
        this.plan = plan;
    }

    /**
     * Has an operation throw an {@link IOException}.
     *
     * @param operation its number, from 1; may be called several times
     */
    public synchronized void failAt(long operation) {
        plan.failAt(operation);
    }

    /**
     * Has the machine die during an operation, which then throws a {@link SimulatedCrash}, as do all after it.
     *
     * @param operation its number, from 1
     */
    public synchronized void crashAt(long operation) {
        plan.crashAt(operation);
    }

    /**
     * Has the machine die where files appear for good: during a {@link #rename} or a {@link #sync}.
     *
     * @param change which of these, from 1
     */
    public synchronized void crashAtChange(long change) {
        plan.crashAtChange(change);
    }

    /**
     * Lets the disk be full: a write that would make all files together longer writes what fits and throws an
     * {@link IOException}; so does {@link #create} where nothing fits. Deleted files make room.
     *
     * @param bytes sum of the lengths of all files
     */
    public synchronized void limitBytes(long bytes) {
        plan.limitBytes(bytes);
    }

    /**
     * How many operations there have been.
     *
     * @return the number of the last one
     */
    public synchronized long operations() {
        return plan.operations();
    }

    /**
     * How many operations have failed because {@link #failAt} said so.
     *
     * @return at most the number of those planned
     */
    public synchronized long faults() {
        return plan.faults();
    }

    /**
     * Pulls the plug, if that has not happened, and starts the machine again. Of what was not synced, each piece is there or
     * not: files made, renamed or deleted, and of the bytes of each file any prefix, or one in which sectors of 512 bytes are
     * torn, zeroed or garbage. With one seed in four only the process has died: everything is there, and no more durable than
     * before, so that a program that takes it for durable loses it in the next crash.
     *
     * @param seed decides what is left, and takes the place of the constructor's
     * @return what is left, without any of the faults planned here; numbers its operations anew
     */
    public synchronized FaultyStorage afterCrash(long seed) {
        plan.crash();
        return new FaultyStorage(directory.afterCrash(seed), new FaultPlan(seed));
    }

    /**
     * Opens it again after {@link #close}, in the same life of the machine: nothing is lost, and nothing is more durable.
     *
     * @param seed takes the place of the constructor's
     * @return the same files, without any of the faults planned here; numbers its operations anew
     * @throws IllegalStateException if it is not closed, or has crashed
     */
    public synchronized FaultyStorage reopen(long seed) {
        if (!isClosed || plan.isCrashed()) {
            throw new IllegalStateException("not closed: close it, or use afterCrash");
        }
        return new FaultyStorage(directory, new FaultPlan(seed));
    }

    @Override
    public synchronized StorageOutput create(String name) throws IOException {
        before("create " + requireName(name), () -> directory.create(name));
        if (plan.bytesLeft(directory) <= 0) {
            throw plan.diskFull();
        }
        return new Output(name, directory.create(name));
    }

    @Override
    public synchronized StorageInput open(String name) throws IOException {
        before("open " + requireName(name), () -> {});
        return new Input(name, directory.find(name));
    }

    @Override
    public synchronized List<String> names() throws IOException {
        before("names", () -> {});
        return directory.names();
    }

    @Override
    public synchronized void rename(String from, String to) throws IOException {
        directory.find(requireName(from));
        requireName(to);
        before("rename " + from + " to " + to, () -> directory.rename(from, to));
        directory.rename(from, to);
    }

    @Override
    public synchronized void delete(String name) throws IOException {
        before("delete " + requireName(name), () -> directory.delete(name));
        directory.delete(name);
    }

    @Override
    public synchronized void sync() throws IOException {
        before("sync of the directory", directory::sync);
        directory.sync();
    }

    @Override
    public String describe() {
        return "simulated disk";
    }

    /** Closes it; open files of it can no longer be used. Not an operation. */
    @Override
    public synchronized void close() {
        isClosed = true;
    }

    private void before(String what, FaultPlan.Step step) throws IOException {
        requireOpen();
        plan.before(what, step);
    }

    private void requireOpen() throws IOException {
        if (isClosed && !plan.isCrashed()) {
            throw new ClosedChannelException();
        }
    }

    private static String requireName(String name) {
        if (name.isEmpty() || name.contains("/") || name.contains("\\") || name.equals("LOCK")) {
            throw new IllegalArgumentException("a name without separators that is not LOCK, got '" + name + "'");
        }
        return name;
    }

    /** Not closed with the storage's monitor held by others: all files of it share that monitor. */
    private final class Output implements StorageOutput {

        private final String name;
        private final SimulatedFile file;
        private boolean isFileClosed;

        Output(String name, SimulatedFile file) {
            this.name = name;
            this.file = file;
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            synchronized (FaultyStorage.this) {
                requireFileOpen();
                before("write of " + count + " bytes to " + name, () -> file.append(bytes, from, plan.part(count)));
                int fitting = (int) Math.min(count, Math.max(0, plan.bytesLeft(directory)));
                file.append(bytes, from, fitting);
                if (fitting < count) {
                    throw plan.diskFull();
                }
            }
        }

        @Override
        public void sync() throws IOException {
            synchronized (FaultyStorage.this) {
                requireFileOpen();
                try {
                    before("sync of " + name, file::sync);
                } catch (IOException failed) {
                    file.loseCertainty();
                    throw failed;
                }
                file.sync();
            }
        }

        private void requireFileOpen() throws IOException {
            if (isFileClosed) {
                throw new ClosedChannelException();
            }
        }

        @Override
        public void close() {
            synchronized (FaultyStorage.this) {
                isFileClosed = true;
            }
        }
    }

    /** Reads what has been written up to now. */
    private final class Input implements StorageInput {

        private final String name;
        private final SimulatedFile file;
        private boolean isFileClosed;

        Input(String name, SimulatedFile file) {
            this.name = name;
            this.file = file;
        }

        @Override
        public long size() throws IOException {
            synchronized (FaultyStorage.this) {
                requireFileOpen();
                return file.size();
            }
        }

        @Override
        public void read(long position, byte[] into, int from, int count) throws IOException {
            synchronized (FaultyStorage.this) {
                requireFileOpen();
                before("read of " + count + " bytes at " + position + " of " + name, () -> {});
                file.read(position, into, from, count);
            }
        }

        private void requireFileOpen() throws IOException {
            requireOpen();
            if (isFileClosed) {
                throw new ClosedChannelException();
            }
        }

        @Override
        public void close() {
            synchronized (FaultyStorage.this) {
                isFileClosed = true;
            }
        }
    }
}
