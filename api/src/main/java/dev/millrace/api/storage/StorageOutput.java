package dev.millrace.api.storage;

import java.io.Closeable;
import java.io.IOException;

/** A file that is being written, from its start to its end. */
public interface StorageOutput extends Closeable {

    /**
     * Appends bytes. They may be cut anywhere if the process or the machine dies.
     *
     * @param bytes has them
     * @param from index of the first
     * @param count how many
     * @throws IOException if they cannot be written, for instance because the disk is full; some of them may have been
     */
    void write(byte[] bytes, int from, int count) throws IOException;

    /**
     * Makes all that was written durable.
     *
     * @throws IOException if that is not certain; it is not certain after further calls, either
     */
    void sync() throws IOException;

    /** Lets go of the file, without a {@link #sync}. */
    @Override
    void close() throws IOException;
}
