package dev.millrace.connector.parquet;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The encoding PLAIN: one value behind the other, little-endian; true and false as bits. */
final class PlainValues implements PageValues {

    private final PhysicalType type;
    private final int length;
    private final ByteBuffer bytes;
    private int bit;

    PlainValues(ColumnSchema column, byte[] page, int from) {
        type = column.type();
        length = column.length();
        bytes = ByteBuffer.wrap(page, from, page.length - from).order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public Object next() throws InvalidParquetException {
        return switch (type) {
            case BOOLEAN -> bool();
            case INT32 -> (long) need(Integer.BYTES).getInt();
            case INT64 -> need(Long.BYTES).getLong();
            case FLOAT -> need(Float.BYTES).getFloat();
            case DOUBLE -> need(Double.BYTES).getDouble();
            case INT96 -> array(PhysicalType.INT96.bytesMin());
            case FIXED_LEN_BYTE_ARRAY -> array(length);
            case BYTE_ARRAY -> array(need(Integer.BYTES).getInt());
        };
    }

    private Boolean bool() throws InvalidParquetException {
        int index = bit & 7;
        if (index == 0) {
            need(1);
        }
        boolean value = (bytes.get(bytes.position()) >>> index & 1) != 0;
        if (index == 7) {
            bytes.get();
        }
        bit++;
        return value;
    }

    private byte[] array(int count) throws InvalidParquetException {
        if (count < 0) {
            throw new InvalidParquetException("has a value of " + count + " bytes");
        }
        need(count);
        byte[] value = new byte[count];
        bytes.get(value);
        return value;
    }

    private ByteBuffer need(int count) throws InvalidParquetException {
        if (count > bytes.remaining()) {
            throw new InvalidParquetException(
                    "has a value of " + count + " bytes where " + bytes.remaining() + " are left");
        }
        return bytes;
    }
}
