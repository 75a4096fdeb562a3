package dev.millrace.engine.storage;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a directory for one owner, in this and all other processes: a lock of the operating system on a file in it, which ends
 * with the process. The file also has the id of the process, for the message that a second one gets.
 */
final class DirectoryLock implements Closeable {

    /** The file's name. */
    static final String NAME = "LOCK";

    /**
     * Directories locked by this process. Asked first, and not left to the operating system: POSIX lets go of all locks that a
     * process has on a file as soon as it closes any handle of that file, so a second opening must not even touch it.
     */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final RandomAccessFile file;

    private DirectoryLock(Path directory, RandomAccessFile file) {
        this.directory = directory;
        this.file = file;
    }

    /**
     * Takes the lock.
     *
     * @param directory existing, by its real path
     * @throws IOException if somebody has it
     */
    static DirectoryLock take(Path directory) throws IOException {
        if (!HELD.add(directory)) {
            throw inUse(directory, Long.toString(ProcessHandle.current().pid()), null);
        }
        boolean isTaken = false;
        try {
            RandomAccessFile file = lock(directory);
            isTaken = true;
            return new DirectoryLock(directory, file);
        } finally {
            if (!isTaken) {
                HELD.remove(directory);
            }
        }
    }

    private static RandomAccessFile lock(Path directory) throws IOException {
        Path path = directory.resolve(NAME);
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            FileLock lock = file.getChannel().tryLock();
            if (lock == null) {
                throw inUse(directory, holder(path), null);
            }
            file.setLength(0);
            file.write(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII));
            return file;
        } catch (OverlappingFileLockException elsewhere) {
            // Of this process, but of another class loader, which has its own HELD.
            file.close();
            throw inUse(directory, holder(path), elsewhere);
        } catch (IOException failed) {
            file.close();
            throw failed;
        }
    }

    private static String holder(Path path) {
        try {
            return Files.readString(path, StandardCharsets.US_ASCII);
        } catch (IOException unreadable) {
            // Some systems do not let others read what is locked.
            return "unknown";
        }
    }

    private static IOException inUse(Path directory, String process, @Nullable Throwable cause) {
        FileSystemException exception = new FileSystemException(
                directory.toString(),
                null,
                "in use by the process with id " + process + "; end that, or use another directory");
        exception.initCause(cause);
        return exception;
    }

    @Override
    public void close() throws IOException {
        try {
            file.close();
        } finally {
            HELD.remove(directory);
        }
    }
}
