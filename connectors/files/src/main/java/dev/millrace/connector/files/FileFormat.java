package dev.millrace.connector.files;

/**
 * How records become the bytes of files. Immutable and thread-safe.
 *
 * <pre>{@code
 * DirectorySink.of(Path.of("edits"), new MyFormat<Edit>());
 * }</pre>
 *
 * @param <T> type of the records
 */
public interface FileFormat<T> {

    /**
     * Names the format for people.
     *
     * @return as {@code JSON lines}
     */
    String name();

    /**
     * What the names of files in this format end with.
     *
     * @return with its point, as {@code .jsonl}
     */
    String extension();

    /**
     * Makes an encoder for one file.
     *
     * @return a new encoder, owned by the thread of one writer
     */
    RecordEncoder<T> newEncoder();

    /**
     * Tells whether a file can be written in segments, each complete by itself: what stands at the end of a checkpoint must be
     * readable, and more may follow it.
     *
     * @return true unless overridden; false for formats with an index at the end of the file
     */
    default boolean isContinuable() {
        return true;
    }

    /**
     * Tells whether files may be packed with gzip or Zstandard from outside.
     *
     * @return true unless overridden; false for formats that are read from the middle, and pack by themselves
     */
    default boolean isPackable() {
        return true;
    }
}
