package dev.millrace.connector.files;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Turns records into bytes. Owned by the thread of one writer, which calls {@link #encode} for each record and then
 * {@link #finish} once.
 *
 * @param <T> type of the records
 */
@FunctionalInterface
interface RecordEncoder<T> {

    void encode(T value) throws IOException;

    /** Passes on what is still held back. Must not close the stream. */
    default void finish() throws IOException {}

    /**
     * Makes an encoder for one file. Immutable and thread-safe.
     *
     * @param <T> type of the records
     */
    @FunctionalInterface
    interface Factory<T> {

        RecordEncoder<T> on(OutputStream out) throws IOException;
    }
}
