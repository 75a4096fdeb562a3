package dev.millrace.engine.storage;

import dev.millrace.api.storage.Storage;
import dev.millrace.api.storage.StorageInput;
import dev.millrace.api.storage.StorageOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory of the file system, which this has for itself while it is open ({@link DirectoryLock}). Thread-safe.
 *
 * <p>An interrupt of a thread does not close files: a write ahead log is shared by threads that may be interrupted one by one.
 */
public final class DirectoryStorage implements Storage {

    /** Portable, without separators, and no hidden file. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,199}");

    private final Path directory;
    private final DirectoryLock lock;
    private volatile boolean isClosed;

    private DirectoryStorage(Path directory, DirectoryLock lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Opens a directory, and makes it if there is none.
     *
     * @param directory nobody else may have it open
     * @return to be closed
     * @throws IOException if it cannot be made, or is in use; the message then says by which process
     */
    public static DirectoryStorage open(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path real = directory.toRealPath();
        return new DirectoryStorage(real, DirectoryLock.take(real));
    }

    @Override
    public StorageOutput create(String name) throws IOException {
        Path file = resolve(name);
        // Not truncated: a file that readers have open, or that a crash brings back, is left whole.
        Files.deleteIfExists(file);
        Files.createFile(file);
        return new FileOutput(file);
    }

    @Override
    public StorageInput open(String name) throws IOException {
        Path file = resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString());
        }
        return new FileInput(file);
    }

    @Override
    public List<String> names() throws IOException {
        requireOpen();
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(DirectoryLock.NAME))
                    .sorted()
                    .toList();
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(resolve(from), resolve(to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(resolve(name));
    }

    @Override
    public void sync() throws IOException {
        requireOpen();
        boolean isInterrupted = false;
        try {
            while (!isSynced()) {
                // The channel takes an interrupt as an order to close; here it only means another try.
                isInterrupted |= Thread.interrupted();
            }
        } finally {
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean isSynced() throws IOException {
        FileChannel channel;
        try {
            channel = FileChannel.open(directory, StandardOpenOption.READ);
        } catch (AccessDeniedException refused) {
            // Windows opens no directories; it has its changes journaled in order.
            return true;
        } catch (ClosedByInterruptException interrupted) {
            return false;
        }
        try (channel) {
            channel.force(true);
            return true;
        } catch (ClosedByInterruptException interrupted) {
            return false;
        }
    }

    private Path resolve(String name) throws IOException {
        requireOpen();
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a file is called by 1 to 200 of A-Z a-z 0-9 _ . -, the first of them no"
                    + " point or dash, got '" + name + "'");
        }
        if (name.equalsIgnoreCase(DirectoryLock.NAME)) {
            throw new IllegalArgumentException(
                    "'" + name + "' is the file by which a directory is locked; use another name");
        }
        return directory.resolve(name);
    }

    private void requireOpen() throws IOException {
        if (isClosed) {
            throw new ClosedChannelException();
        }
    }

    @Override
    public String describe() {
        return directory.toString();
    }

    @Override
    public void close() throws IOException {
        isClosed = true;
        lock.close();
    }
}
