package dev.millrace.api.type;

/**
 * Makes bytes of values and values of bytes, for classes of which Millrace cannot derive that by itself. Stateless and
 * thread-safe.
 *
 * @param <T> type of the values
 */
public interface Codec<T> {

    /**
     * Writes a value.
     *
     * @param value not null
     * @param out takes its bytes
     */
    void write(T value, BinaryOutput out);

    /**
     * Reads a value.
     *
     * @param in the bytes that {@link #write} wrote, and no others
     * @return equal to what was written
     * @throws CorruptDataException if the bytes are not what it writes
     */
    T read(BinaryInput in);
}
