package dev.millrace.connector.parquet;

import java.nio.charset.StandardCharsets;

/**
 * Reads structures of Thrift's compact protocol, in which Parquet writes what it says about data. A length is compared with the bytes that are left
 * before anything is made of it, and depth has a limit. Not thread-safe.
 */
final class ThriftInput {

    static final int TRUE = 1;
    static final int FALSE = 2;
    static final int BYTE = 3;
    static final int I16 = 4;
    static final int I32 = 5;
    static final int I64 = 6;
    static final int DOUBLE = 7;
    static final int BINARY = 8;
    static final int LIST = 9;
    static final int SET = 10;
    static final int MAP = 11;
    static final int STRUCT = 12;

    private static final int DEPTH_MAX = 32;
    private static final int VARINT_BYTES_MAX = 10;

    /** Takes a field, or leaves it alone. */
    interface FieldHandler {

        /** Called for each field, in order; a field of which nothing is read is passed over. */
        void on(int id) throws InvalidParquetException;
    }

    /** Takes an element of a list. */
    interface ElementHandler {

        /** Called for each element; it must read it. */
        void next() throws InvalidParquetException;
    }

    private final byte[] bytes;
    private final int end;
    private int position;
    private int depth;

    /** Of the value that comes next. */
    private int type;

    private boolean isTaken;

    ThriftInput(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.end = end;
        position = from;
    }

    int position() {
        return position;
    }

    /** Reads a structure that stands alone. */
    void root(FieldHandler handler) throws InvalidParquetException {
        type = STRUCT;
        struct(handler);
    }

    void struct(FieldHandler handler) throws InvalidParquetException {
        take(STRUCT);
        enter();
        int last = 0;
        for (int head = next(); head != 0; head = next()) {
            int delta = head >>> 4;
            int id = delta == 0 ? (int) zigzag() : last + delta;
            last = id;
            type = head & 0xF;
            isTaken = false;
            int fieldType = type;
            handler.on(id);
            if (!isTaken) {
                skip(fieldType);
            }
            isTaken = true;
        }
        depth--;
        isTaken = true;
    }

    void list(ElementHandler handler) throws InvalidParquetException {
        take(LIST);
        enter();
        int head = next();
        int elementType = head & 0xF;
        long count = head >>> 4 == 15 ? varint() : head >>> 4;
        requireCount(count);
        for (long left = count; left > 0; left--) {
            type = elementType;
            isTaken = false;
            handler.next();
            if (!isTaken) {
                throw new AssertionError("an element was not read");
            }
        }
        depth--;
        isTaken = true;
    }

    int i32() throws InvalidParquetException {
        long value = i64();
        if (value != (int) value) {
            throw new InvalidParquetException("has a number of 32 bits that is " + value);
        }
        return (int) value;
    }

    long i64() throws InvalidParquetException {
        isTaken = true;
        return switch (type) {
            case BYTE -> (byte) next();
            case I16, I32, I64 -> zigzag();
            default -> throw misfit("a number");
        };
    }

    boolean bool() throws InvalidParquetException {
        isTaken = true;
        if (type != TRUE && type != FALSE) {
            throw misfit("true or false");
        }
        return type == TRUE;
    }

    String string() throws InvalidParquetException {
        take(BINARY);
        long length = varint();
        requireCount(length);
        position += (int) length;
        return new String(bytes, position - (int) length, (int) length, StandardCharsets.UTF_8);
    }

    private void take(int wanted) throws InvalidParquetException {
        isTaken = true;
        if (type != wanted) {
            throw misfit("kind " + wanted);
        }
    }

    private InvalidParquetException misfit(String wanted) {
        return new InvalidParquetException("has a field of kind " + type + " where " + wanted + " is expected");
    }

    private void enter() throws InvalidParquetException {
        if (++depth > DEPTH_MAX) {
            throw new InvalidParquetException("is nested deeper than " + DEPTH_MAX);
        }
    }

    private void requireCount(long count) throws InvalidParquetException {
        if (count < 0 || count > end - position) {
            throw new InvalidParquetException(
                    "has a length of " + count + " where " + (end - position) + " bytes are left");
        }
    }

    private int next() throws InvalidParquetException {
        if (position >= end) {
            throw new InvalidParquetException("ends too early");
        }
        return bytes[position++] & 0xFF;
    }

    private long varint() throws InvalidParquetException {
        long value = 0;
        for (int i = 0; i < VARINT_BYTES_MAX; i++) {
            int part = next();
            value |= (long) (part & 0x7F) << 7 * i;
            if (part < 0x80) {
                return value;
            }
        }
        throw new InvalidParquetException("has a number of more than " + VARINT_BYTES_MAX + " bytes");
    }

    private long zigzag() throws InvalidParquetException {
        long value = varint();
        return value >>> 1 ^ -(value & 1);
    }

    private void skip(int skipped) throws InvalidParquetException {
        switch (skipped) {
            case TRUE, FALSE -> {}
            case BYTE -> next();
            case I16, I32, I64 -> varint();
            case DOUBLE -> skipBytes(Double.BYTES);
            case BINARY -> skipBytes(varint());
            case LIST, SET -> skipList();
            case MAP -> skipMap();
            case STRUCT -> {
                type = STRUCT;
                struct(id -> {});
            }
            default -> throw new InvalidParquetException("has a field of kind " + skipped);
        }
    }

    private void skipBytes(long count) throws InvalidParquetException {
        requireCount(count);
        position += (int) count;
    }

    private void skipList() throws InvalidParquetException {
        enter();
        int head = next();
        long count = head >>> 4 == 15 ? varint() : head >>> 4;
        requireCount(count);
        for (long left = count; left > 0; left--) {
            skipElement(head & 0xF);
        }
        depth--;
    }

    private void skipMap() throws InvalidParquetException {
        enter();
        long count = varint();
        requireCount(count);
        int types = count == 0 ? 0 : next();
        for (long left = count; left > 0; left--) {
            skipElement(types >>> 4);
            skipElement(types & 0xF);
        }
        depth--;
    }

    /** In a list true and false take a byte. */
    private void skipElement(int skipped) throws InvalidParquetException {
        skip(skipped == TRUE || skipped == FALSE ? BYTE : skipped);
    }
}
