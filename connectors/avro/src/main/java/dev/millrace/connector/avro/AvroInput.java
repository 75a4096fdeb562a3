package dev.millrace.connector.avro;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads Avro's binary encoding of bytes in memory. Owned by one thread.
 *
 * <p>Avro's own decoders allocate what a length says before they look whether it can be; here nothing is larger than the bytes that
 * are there.
 */
final class AvroInput {

    /** How many items without bytes, as nulls, one block of a list may have. */
    private static final int EMPTY_ITEMS_MAX = 1 << 16;

    /** How deep records may lie in each other, as those of a list of themselves. */
    private static final int DEPTH_MAX = 200;

    private static final int VARINT_BYTES_MAX = 10;

    private final byte[] bytes;
    private final int end;
    private int at;
    private int depth;

    AvroInput(byte[] bytes, int from, int count) {
        this.bytes = bytes;
        at = from;
        end = from + count;
    }

    int position() {
        return at;
    }

    int remaining() {
        return end - at;
    }

    /** Goes back or on to a position that was there. */
    void seek(int position) {
        at = position;
        depth = 0;
    }

    /** Gives up what is left. */
    void seekEnd() {
        seek(end);
    }

    byte[] copy(int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    void enter() throws InvalidAvroException {
        if (++depth > DEPTH_MAX) {
            throw new InvalidAvroException("has records more than " + DEPTH_MAX + " deep in each other");
        }
    }

    void leave() {
        depth--;
    }

    private byte next() throws InvalidAvroException {
        if (at >= end) {
            throw new InvalidAvroException("ends too early");
        }
        return bytes[at++];
    }

    boolean readBoolean() throws InvalidAvroException {
        byte value = next();
        if (value != 0 && value != 1) {
            throw new InvalidAvroException("must be a boolean, got byte " + value);
        }
        return value == 1;
    }

    long readLong() throws InvalidAvroException {
        long raw = 0;
        for (int i = 0; i < VARINT_BYTES_MAX; i++) {
            byte b = next();
            raw |= (long) (b & 0x7F) << (7 * i);
            if (b >= 0) {
                return (raw >>> 1) ^ -(raw & 1);
            }
        }
        throw new InvalidAvroException("has a number of more than " + VARINT_BYTES_MAX + " bytes");
    }

    int readInt() throws InvalidAvroException {
        long value = readLong();
        if ((int) value != value) {
            throw new InvalidAvroException("must be an int, got " + value);
        }
        return (int) value;
    }

    float readFloat() throws InvalidAvroException {
        int from = skip(Float.BYTES);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getFloat(from);
    }

    double readDouble() throws InvalidAvroException {
        int from = skip(Double.BYTES);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getDouble(from);
    }

    /** Passes bytes over; answers where they begin. */
    int skip(long count) throws InvalidAvroException {
        if (count < 0 || count > remaining()) {
            throw new InvalidAvroException(
                    "must have a length between 0 and the " + remaining() + " bytes that are left, got " + count);
        }
        int from = at;
        at += (int) count;
        return from;
    }

    byte[] readFixed(int count) throws InvalidAvroException {
        int from = skip(count);
        return Arrays.copyOfRange(bytes, from, at);
    }

    byte[] readBytes() throws InvalidAvroException {
        int from = skip(readLong());
        return Arrays.copyOfRange(bytes, from, at);
    }

    String readString() throws InvalidAvroException {
        int from = skip(readLong());
        String text = new String(bytes, from, at - from, StandardCharsets.UTF_8);
        if (text.indexOf('\uFFFD') >= 0) {
            requireUtf8(from);
        }
        return text;
    }

    /** A replacement may also have been in the text. */
    private void requireUtf8(int from) throws InvalidAvroException {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, at - from));
        } catch (CharacterCodingException thrown) {
            throw new InvalidAvroException("must be text in UTF-8, and its bytes are not");
        }
    }

    /** The number of items in the next block of a list or map; 0 behind the last. */
    long readItems() throws InvalidAvroException {
        long count = readLong();
        if (count < 0) {
            readLong(); // the size of the block in bytes, which only skipping could use
            count = -count;
        }
        if (count < 0 || count > Math.max(remaining(), EMPTY_ITEMS_MAX)) {
            throw new InvalidAvroException("has " + count + " items, which " + remaining() + " bytes cannot hold");
        }
        return count;
    }
}
