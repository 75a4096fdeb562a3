package dev.millrace.api.storage;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/**
 * A flat directory of files: all that checkpoints and stores ask of a disk. Thread-safe; the files it gives are used by one
 * thread each.
 *
 * <p>Nothing is durable before it was synced: after a crash of the machine the bytes of a file since its last
 * {@link StorageOutput#sync} may be there, or not, or in part; and files that were made, renamed or deleted since the last
 * {@link #sync} may stand as before or as after, each by itself.
 */
public interface Storage extends Closeable {

    /**
     * Makes an empty file.
     *
     * @param name without separators; a file of that name is replaced
     * @return to be closed
     * @throws IOException if it cannot be made
     */
    StorageOutput create(String name) throws IOException;

    /**
     * Opens a file for reading.
     *
     * @param name of an existing file
     * @return to be closed
     * @throws java.nio.file.NoSuchFileException if there is none
     * @throws IOException if it cannot be opened
     */
    StorageInput open(String name) throws IOException;

    /**
     * Lists the files.
     *
     * @return names, sorted
     * @throws IOException if the directory cannot be read
     */
    List<String> names() throws IOException;

    /**
     * Gives a file another name in one step: at no moment is there neither, or half of one.
     *
     * @param from name of an existing file
     * @param to a file of that name is replaced
     * @throws IOException if that cannot be done
     */
    void rename(String from, String to) throws IOException;

    /**
     * Removes a file.
     *
     * @param name if there is no such file nothing happens
     * @throws IOException if it cannot be removed
     */
    void delete(String name) throws IOException;

    /**
     * Makes durable which files there are and how they are called.
     *
     * @throws IOException if that cannot be done
     */
    void sync() throws IOException;

    /**
     * Tells a user where this is.
     *
     * @return as a path
     */
    String describe();

    /** Lets others use the directory. */
    @Override
    void close() throws IOException;
}
