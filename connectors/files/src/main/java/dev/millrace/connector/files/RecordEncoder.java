package dev.millrace.connector.files;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Turns records into bytes. Owned by the thread of one writer, which writes a file in segments: for each it calls {@link
 * #start}, {@link #encode} for each record, and {@link #finish}. The segments of a file, put together, are the file.
 *
 * @param <T> type of the records
 */
public interface RecordEncoder<T> {

    /** What {@link #header} returns as long as the file has none. */
    String NO_HEADER = "";

    /**
     * Begins a segment.
     *
     * @param out takes its bytes; not to be closed
     * @throws IOException if it cannot be written
     */
    void start(OutputStream out) throws IOException;

    /**
     * Writes a record, at once or with others.
     *
     * @param value the record
     * @throws UnencodableRecordException if it does not fit the format; nothing of it is in the file, and others can follow
     * @throws IOException if it cannot be written; it fails the job
     */
    void encode(T value) throws IOException, UnencodableRecordException;

    /**
     * Ends a segment: passes on what is still held back.
     *
     * @throws IOException if it cannot be written
     */
    default void finish() throws IOException {}

    /**
     * How many bytes are held back, about.
     *
     * @return 0 unless overridden; counts for the size at which a file is ended
     */
    default long bufferedBytes() {
        return 0;
    }

    /**
     * What stands at the head of the file and is needed to go on in it, once the first record has been encoded. Stored in
     * checkpoints.
     *
     * @return {@link #NO_HEADER} unless overridden
     */
    default String header() {
        return NO_HEADER;
    }

    /**
     * Goes on in a file of before a restart. Called before the first {@link #start}.
     *
     * @param header what {@link #header} returned, or {@link #NO_HEADER}
     */
    default void restore(String header) {}
}
