package dev.millrace.connector.files;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * Makes records of lines. Owned by the thread of one reader, which calls {@link #decode} for each line in order.
 *
 * @param <T> type of the records
 */
interface LineDecoder<T> {

    /** What a decoder without a header knows of the lines before. */
    String NO_HEADER = "";

    /**
     * Decodes one line.
     *
     * @param buffer holds the line; not to be kept or changed
     * @param offset of its first byte
     * @param length in bytes, without the line end
     * @return the record, or null if the line is none, as a header or a comment
     * @throws InvalidLineException if it is no record
     * @throws JacksonException if it is no record
     */
    @Nullable
    T decode(byte[] buffer, int offset, int length) throws InvalidLineException, JacksonException;

    /** The header that is in force, for a stored position. */
    default String header() {
        return NO_HEADER;
    }

    /** Puts a header in force again: that of a stored position, or none at the start of a file. */
    default void restore(String header) throws InvalidLineException, JacksonException {}

    /** Tells whether a line has nothing but blanks. */
    static boolean isBlank(byte[] buffer, int offset, int length) {
        for (int i = offset; i < offset + length; i++) {
            if (buffer[i] != ' ') {
                return false;
            }
        }
        return true;
    }
}
