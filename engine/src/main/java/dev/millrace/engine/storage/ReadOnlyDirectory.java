package dev.millrace.engine.storage;

import dev.millrace.api.storage.Storage;
import dev.millrace.api.storage.StorageInput;
import dev.millrace.api.storage.StorageOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory of the file system that another process may be using meanwhile: nothing is locked, and nothing is changed. Files
 * may vanish between {@link #names} and {@link #open}. Thread-safe.
 */
public final class ReadOnlyDirectory implements Storage {

    private final Path directory;

    private ReadOnlyDirectory(Path directory) {
        this.directory = directory;
    }

    /**
     * Opens a directory.
     *
     * @param directory an existing one
     * @throws NotDirectoryException if it is none
     */
    public static ReadOnlyDirectory open(Path directory) throws NotDirectoryException {
        if (!Files.isDirectory(directory)) {
            throw new NotDirectoryException(directory.toString());
        }
        return new ReadOnlyDirectory(directory);
    }

    /** Whether two paths are those of one directory that is there. */
    public static boolean isSame(Path one, Path other) throws IOException {
        return Files.isDirectory(one) && Files.isDirectory(other) && Files.isSameFile(one, other);
    }

    @Override
    public StorageOutput create(String name) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public StorageInput open(String name) throws IOException {
        Path file = directory.resolve(name);
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString());
        }
        return new FileInput(file);
    }

    @Override
    public List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }

    @Override
    public void rename(String from, String to) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void delete(String name) {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public void sync() {
        throw new ReadOnlyFileSystemException();
    }

    @Override
    public String describe() {
        return directory.toString();
    }

    @Override
    public void close() {}
}
