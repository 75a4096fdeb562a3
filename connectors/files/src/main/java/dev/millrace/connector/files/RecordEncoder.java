package dev.millrace.connector.files;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Turns records into bytes. Owned by the thread of one writer, which writes a file in segments: for each it calls {@link
 * #start}, {@link #encode} for each record, and {@link #finish}. The segments of a file, put together, are the file.
 *
 * @param <T> type of the records
 */
interface RecordEncoder<T> {

    /** What {@link #header} returns as long as the file has none. */
    String NO_HEADER = "";

    /** Begins a segment. */
    void start(OutputStream out) throws IOException;

    void encode(T value) throws IOException;

    /** Ends a segment: passes on what is still held back. Must not close the stream. */
    default void finish() throws IOException {}

    /** What stands at the head of the file, once the first record has been encoded. */
    default String header() {
        return NO_HEADER;
    }

    /** Goes on in a file that has a header already, or {@link #NO_HEADER}. Called before the first record. */
    default void restore(String header) {}
}
