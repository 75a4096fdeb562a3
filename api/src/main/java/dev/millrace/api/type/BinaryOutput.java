package dev.millrace.api.type;

import dev.millrace.api.storage.StorageOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.zip.Checksum;

/**
 * Bytes under construction: what a {@link Codec} writes to. Numbers of fixed width are big-endian; {@code varint} is the
 * unsigned LEB128 of seven bits a byte, least significant first; signed numbers are folded to it by zigzag. Grows as needed,
 * to 2 GB. Not thread-safe.
 */
public final class BinaryOutput {

    private static final int SIZE_MAX = Integer.MAX_VALUE - 8;

    private byte[] bytes;
    private int size;

    /** Makes an empty one. */
    public BinaryOutput() {
        this(64);
    }

    /**
     * Makes an empty one.
     *
     * @param bytesExpected how much memory to take at once, at least 1; more is taken as needed
     */
    public BinaryOutput(int bytesExpected) {
        if (bytesExpected < 1) {
            throw new IllegalArgumentException("an output expects at least 1 byte, got " + bytesExpected);
        }
        bytes = new byte[bytesExpected];
    }

    /** Number of bytes written. */
    public int size() {
        return size;
    }

    /** Forgets all bytes, and keeps the memory. */
    public void clear() {
        size = 0;
    }

    private void reserve(int more) {
        if (more > bytes.length - size) {
            if (more > SIZE_MAX - size) {
                throw new IllegalStateException("more than " + SIZE_MAX + " bytes in one piece of state");
            }
            int doubled = bytes.length > SIZE_MAX / 2 ? SIZE_MAX : bytes.length * 2;
            bytes = Arrays.copyOf(bytes, Math.max(size + more, doubled));
        }
    }

    /**
     * Writes the lowest eight bits.
     *
     * @param value any
     */
    public void writeByte(int value) {
        reserve(1);
        bytes[size++] = (byte) value;
    }

    /**
     * Writes one byte, 1 or 0.
     *
     * @param value any
     */
    public void writeBoolean(boolean value) {
        writeByte(value ? 1 : 0);
    }

    /**
     * Writes four bytes.
     *
     * @param value any
     */
    public void writeInt(int value) {
        reserve(Integer.BYTES);
        size += Integer.BYTES;
        setInt(size - Integer.BYTES, value);
    }

    /**
     * Writes four bytes over earlier ones.
     *
     * @param position of the first; all must have been written
     * @param value any
     */
    public void setInt(int position, int value) {
        Objects.checkFromIndexSize(position, Integer.BYTES, size);
        bytes[position] = (byte) (value >>> 24);
        bytes[position + 1] = (byte) (value >>> 16);
        bytes[position + 2] = (byte) (value >>> 8);
        bytes[position + 3] = (byte) value;
    }

    /**
     * Writes eight bytes.
     *
     * @param value any
     */
    public void writeLong(long value) {
        writeInt((int) (value >>> 32));
        writeInt((int) value);
    }

    /**
     * Writes eight bytes, the bits of the number as they are: NaN and -0.0 come back.
     *
     * @param value any
     */
    public void writeDouble(double value) {
        writeLong(Double.doubleToRawLongBits(value));
    }

    /**
     * Writes an unsigned number in one to ten bytes.
     *
     * @param value taken as unsigned
     */
    public void writeVarint(long value) {
        reserve(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    /**
     * Writes a signed number in one to ten bytes; small ones of either sign are short.
     *
     * @param value any
     */
    public void writeSigned(long value) {
        writeVarint(value << 1 ^ value >> 63);
    }

    /**
     * Writes the length in bytes and the text in UTF-8. A lone surrogate becomes a question mark.
     *
     * @param text not null
     */
    public void writeString(String text) {
        writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Writes the length and the bytes.
     *
     * @param value not null; copied
     */
    public void writeBytes(byte[] value) {
        writeVarint(value.length);
        writeRaw(value, 0, value.length);
    }

    /**
     * Writes bytes without their length.
     *
     * @param value has the bytes
     * @param from index of the first
     * @param count how many
     */
    public void writeRaw(byte[] value, int from, int count) {
        reserve(count);
        System.arraycopy(value, from, bytes, size, count);
        size += count;
    }

    /**
     * Writes all bytes of another output, without their length.
     *
     * @param other not this
     */
    public void writeRaw(BinaryOutput other) {
        writeRaw(other.bytes, 0, other.size);
    }

    /**
     * Copies the bytes.
     *
     * @return a new array
     */
    public byte[] toByteArray() {
        return Arrays.copyOf(bytes, size);
    }

    /**
     * Gives the bytes to a file.
     *
     * @param out not closed
     * @throws IOException if it throws it
     */
    public void writeTo(StorageOutput out) throws IOException {
        out.write(bytes, 0, size);
    }

    /**
     * Adds the bytes to a checksum.
     *
     * @param checksum updated
     */
    public void update(Checksum checksum) {
        checksum.update(bytes, 0, size);
    }
}
