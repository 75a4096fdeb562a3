package dev.millrace.connector.files;

/**
 * What a line means. Immutable and thread-safe.
 *
 * @param <T> type of the records
 */
interface LineFormat<T> {

    /** Names the format for people, as {@code JSON lines}. */
    String name();

    /** The byte that begins and ends a value in which lines may end, or {@link LineSplitter#NO_QUOTE}. */
    default int quote() {
        return LineSplitter.NO_QUOTE;
    }

    /** The byte between values; matters only where there is a quote. */
    default int separator() {
        return ',';
    }

    /** Whether the meaning of a line depends on one before it that names columns. */
    default boolean needsHeader() {
        return false;
    }

    /** Makes a decoder for one reader. */
    LineDecoder<T> newDecoder();
}
