package dev.millrace.api.type;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * Bytes that a {@link BinaryOutput} wrote, read in the same order. Lengths are checked against the bytes that are left
 * before anything is allocated, so damaged or hostile bytes end in a {@link CorruptDataException} and nothing worse. Not
 * thread-safe.
 */
public final class BinaryInput {

    private final byte[] bytes;
    private final int end;
    private int position;

    /**
     * Reads a whole array.
     *
     * @param bytes not copied; must not change
     */
    public BinaryInput(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    /**
     * Reads a part of an array.
     *
     * @param bytes not copied; must not change
     * @param from index of the first
     * @param count how many
     */
    public BinaryInput(byte[] bytes, int from, int count) {
        Objects.checkFromIndexSize(from, count, bytes.length);
        this.bytes = bytes;
        position = from;
        end = from + count;
    }

    /** Number of bytes that are left. */
    public int remaining() {
        return end - position;
    }

    private int take(int count) {
        if (count > end - position) {
            throw new CorruptDataException("ends " + (count - (end - position)) + " bytes too early");
        }
        position += count;
        return position - count;
    }

    /**
     * Reads a byte.
     *
     * @return 0 to 255
     * @throws CorruptDataException if there is none
     */
    public int readByte() {
        return bytes[take(1)] & 0xFF;
    }

    /**
     * Reads a truth value.
     *
     * @return what was written
     * @throws CorruptDataException if it is neither 0 nor 1
     */
    public boolean readBoolean() {
        int value = readByte();
        if (value > 1) {
            throw new CorruptDataException("a truth value is 0 or 1, got " + value);
        }
        return value == 1;
    }

    /**
     * Reads four bytes.
     *
     * @return what was written
     * @throws CorruptDataException if there are not so many
     */
    public int readInt() {
        int at = take(Integer.BYTES);
        return (bytes[at] & 0xFF) << 24
                | (bytes[at + 1] & 0xFF) << 16
                | (bytes[at + 2] & 0xFF) << 8
                | bytes[at + 3] & 0xFF;
    }

    /**
     * Reads eight bytes.
     *
     * @return what was written
     * @throws CorruptDataException if there are not so many
     */
    public long readLong() {
        long high = readInt();
        return high << 32 | readInt() & 0xFFFF_FFFFL;
    }

    /**
     * Reads eight bytes.
     *
     * @return what was written, to the bit
     * @throws CorruptDataException if there are not so many
     */
    public double readDouble() {
        return Double.longBitsToDouble(readLong());
    }

    /**
     * Reads an unsigned number.
     *
     * @return what was written
     * @throws CorruptDataException if it does not end, or has more than 64 bits
     */
    public long readVarint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = readByte();
            if (shift == 63 && next > 1) {
                break;
            }
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new CorruptDataException("a number has more than 64 bits");
    }

    /**
     * Reads a signed number.
     *
     * @return what was written
     * @throws CorruptDataException as for {@link #readVarint}
     */
    public long readSigned() {
        long folded = readVarint();
        return folded >>> 1 ^ -(folded & 1);
    }

    /**
     * Reads a number that counts things of which each takes bytes of this input.
     *
     * @param bytesEach least number of bytes that one of them takes, at least 1
     * @return so many may be allocated for
     * @throws CorruptDataException if so many cannot follow
     */
    public int readCount(int bytesEach) {
        long count = readVarint();
        if (count < 0 || count > remaining() / bytesEach) {
            throw new CorruptDataException(
                    "a count of " + Long.toUnsignedString(count) + ", but only " + remaining() + " bytes follow");
        }
        return (int) count;
    }

    /**
     * Reads text.
     *
     * @return what was written
     * @throws CorruptDataException if it is cut short, or no UTF-8
     */
    public String readString() {
        return readUtf8(readCount(1));
    }

    /** Reads text of so many bytes, of which there are as many. */
    String readUtf8(int length) {
        int at = take(length);
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        // What is no UTF-8 has become replacement characters, which are rare enough to be looked at again.
        return text.indexOf('\uFFFD') < 0 ? text : strictUtf8(at, length);
    }

    private String strictUtf8(int at, int length) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, at, length))
                    .toString();
        } catch (CharacterCodingException invalid) {
            throw new CorruptDataException("a text is no UTF-8", invalid);
        }
    }

    /**
     * Reads bytes with their length.
     *
     * @return a new array
     * @throws CorruptDataException if they are cut short
     */
    public byte[] readBytes() {
        byte[] value = new byte[readCount(1)];
        System.arraycopy(bytes, take(value.length), value, 0, value.length);
        return value;
    }

    /**
     * Makes another input with the bytes that are left here.
     *
     * @return an input of its own, which leaves this one where it is
     */
    public BinaryInput copy() {
        return new BinaryInput(bytes, position, remaining());
    }

    /**
     * Reads all bytes that are left.
     *
     * @return a new array
     */
    public byte[] readRest() {
        return Arrays.copyOfRange(bytes, take(remaining()), end);
    }

    /**
     * Writes all bytes that are left to an output; there are none left then.
     *
     * @param out takes them, without their number
     */
    public void writeTo(BinaryOutput out) {
        int count = remaining();
        out.writeRaw(bytes, take(count), count);
    }

    /**
     * Splits off the next bytes, which this input then has behind it.
     *
     * @param count how many
     * @return an input of its own
     * @throws CorruptDataException if there are not so many
     */
    public BinaryInput slice(int count) {
        if (count < 0) {
            throw new CorruptDataException("a length of " + count);
        }
        return new BinaryInput(bytes, take(count), count);
    }
}
