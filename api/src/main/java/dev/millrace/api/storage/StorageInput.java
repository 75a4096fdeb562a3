package dev.millrace.api.storage;

import java.io.Closeable;
import java.io.IOException;

/** A file that is being read, anywhere. */
public interface StorageInput extends Closeable {

    /**
     * The length of the file.
     *
     * @return in bytes
     * @throws IOException if it is not known
     */
    long size() throws IOException;

    /**
     * Reads bytes.
     *
     * @param position of the first in the file
     * @param into takes them
     * @param from index of the first there
     * @param count how many, all of which must be there
     * @throws java.io.EOFException if the file ends before
     * @throws IOException if they cannot be read
     */
    void read(long position, byte[] into, int from, int count) throws IOException;

    /** Lets go of the file. */
    @Override
    void close() throws IOException;
}
