package dev.millrace.connector.parquet;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** Writes structures of Thrift's compact protocol. Fields are written in the order of their numbers. Not thread-safe. */
final class ThriftOutput {

    private static final int SHORT_DELTA_MAX = 15;
    private static final int SHORT_COUNT_MAX = 14;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    /** Of the structures around the one at hand: the number of the last field. */
    private final Deque<Integer> around = new ArrayDeque<>();

    private int last;

    byte[] toByteArray() {
        return bytes.toByteArray();
    }

    private void field(int id, int type) {
        int delta = id - last;
        if (delta < 1 || delta > SHORT_DELTA_MAX) {
            throw new AssertionError("field " + id + " behind " + last);
        }
        bytes.write(delta << 4 | type);
        last = id;
    }

    void i32(int id, int value) {
        field(id, ThriftInput.I32);
        zigzag(value);
    }

    void i64(int id, long value) {
        field(id, ThriftInput.I64);
        zigzag(value);
    }

    void bool(int id, boolean value) {
        field(id, value ? ThriftInput.TRUE : ThriftInput.FALSE);
    }

    void string(int id, String text) {
        field(id, ThriftInput.BINARY);
        element(text);
    }

    void begin(int id) {
        field(id, ThriftInput.STRUCT);
        beginElement();
    }

    /** A structure without fields. */
    void empty(int id) {
        begin(id);
        end();
    }

    /** A structure in a list. */
    void beginElement() {
        around.push(last);
        last = 0;
    }

    void end() {
        stop();
        last = around.pop();
    }

    /** The end of what is not in another. */
    void stop() {
        bytes.write(0);
    }

    /** Its elements follow. */
    void list(int id, int type, int count) {
        field(id, ThriftInput.LIST);
        if (count <= SHORT_COUNT_MAX) {
            bytes.write(count << 4 | type);
        } else {
            bytes.write(0xF0 | type);
            varint(count);
        }
    }

    /** A number in a list. */
    void element(int value) {
        zigzag(value);
    }

    /** A text in a list. */
    void element(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        varint(encoded.length);
        bytes.writeBytes(encoded);
    }

    private void zigzag(long value) {
        varint(value << 1 ^ value >> 63);
    }

    private void varint(long value) {
        long left = value;
        while ((left & ~0x7FL) != 0) {
            bytes.write((int) (left & 0x7F | 0x80));
            left >>>= 7;
        }
        bytes.write((int) left);
    }
}
