package dev.millrace.api.type;

import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Gives back the parts that a {@link ValueOutput} took, in the same order. Not thread-safe. */
public final class ValueInput {

    private final BinaryInput in;
    private final ValueDecoder values;
    private final LongUnaryOperator sequences;

    /**
     * Makes one.
     *
     * @param in has the bytes
     * @param values reads values
     * @param sequences turns the sequences of the job that wrote into those of the job that reads
     */
    public ValueInput(BinaryInput in, ValueDecoder values, LongUnaryOperator sequences) {
        this.in = in;
        this.values = values;
        this.sequences = sequences;
    }

    /**
     * Reads a number.
     *
     * @return what was written
     * @throws CorruptDataException if there is none
     */
    public long readLong() {
        return in.readSigned();
    }

    /**
     * Reads a number that counts things of which each takes a byte or more of what follows.
     *
     * @return so many may be allocated for
     * @throws CorruptDataException if so many cannot follow
     */
    public int readCount() {
        long count = readLong();
        if (count < 0 || count > in.remaining()) {
            throw new CorruptDataException("a count of " + count + ", but only " + in.remaining() + " bytes follow");
        }
        return (int) count;
    }

    /**
     * Reads eight bytes.
     *
     * @return what was written
     * @throws CorruptDataException if there are not so many
     */
    public long readBits() {
        return in.readLong();
    }

    /**
     * Reads bytes with their length.
     *
     * @return a new array
     * @throws CorruptDataException if they are cut short
     */
    public byte[] readBytes() {
        return in.readBytes();
    }

    /**
     * Reads the sequence of a record.
     *
     * @return in the numbers of the job that reads
     * @throws CorruptDataException if there is none
     */
    public long readSequence() {
        return sequences.applyAsLong(in.readLong());
    }

    /**
     * Reads a value.
     *
     * @return equal to what was written, or null
     * @throws CorruptDataException if the bytes are not what was written
     * @throws IllegalArgumentException if its class is gone, or has changed so that it cannot be read
     */
    public @Nullable Object readValue() {
        return values.read(in);
    }

    /**
     * Reads a value that is there.
     *
     * @return equal to what was written
     * @throws CorruptDataException if it is null, or the bytes are not what was written
     * @throws IllegalArgumentException if its class is gone, or has changed so that it cannot be read
     */
    public Object readPresent() {
        Object value = readValue();
        if (value == null) {
            throw new CorruptDataException("null, where a value must be");
        }
        return value;
    }
}
