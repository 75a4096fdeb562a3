package dev.millrace.connector.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Keeps the pages of a column until its row group is written. Owned by one thread. */
final class ColumnBuffer {

    private static final int PAGE_BYTES = 1 << 20;
    private static final int PAGE_VALUES = 20_000;

    private final ColumnSchema column;
    private final ParquetCompression compression;

    /** Packed, with their headers. */
    private final ByteArrayOutputStream pages = new ByteArrayOutputStream();

    private long unpackedBytes;

    /** Of the page at hand: values that are there. */
    private final ByteArrayOutputStream plain = new ByteArrayOutputStream();

    private final BitBuffer bits = new BitBuffer();
    private final BitBuffer present = new BitBuffer();
    private int valuesInPage;

    ColumnBuffer(ColumnSchema column, ParquetCompression compression) {
        this.column = column;
        this.compression = compression;
    }

    /** Of one column in a row group. */
    record Written(ColumnSchema column, long from, long bytes, long unpackedBytes) {}

    /** Bits, the lowest of each byte first. */
    private static final class BitBuffer {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int last;
        private int count;
        private boolean isAllSet = true;

        void add(boolean bit) {
            last |= (bit ? 1 : 0) << (count & 7);
            isAllSet &= bit;
            if ((++count & 7) == 0) {
                bytes.write(last);
                last = 0;
            }
        }

        void writeTo(ByteArrayOutputStream out) {
            out.writeBytes(bytes.toByteArray());
            if ((count & 7) != 0) {
                out.write(last);
            }
        }

        void clear() {
            bytes.reset();
            last = 0;
            count = 0;
            isAllSet = true;
        }
    }

    void add(@Nullable Object stored) throws IOException {
        if (column.isOptional()) {
            present.add(stored != null);
        }
        if (stored != null) {
            write(stored);
        }
        valuesInPage++;
        if (valuesInPage >= PAGE_VALUES || plain.size() >= PAGE_BYTES) {
            endPage();
        }
    }

    private void write(Object stored) {
        switch (column.type()) {
            case BOOLEAN -> bits.add((Boolean) stored);
            case INT32 -> littleEndian((Long) stored, Integer.BYTES);
            case INT64 -> littleEndian((Long) stored, Long.BYTES);
            case FLOAT -> littleEndian(Float.floatToRawIntBits((Float) stored), Float.BYTES);
            case DOUBLE -> littleEndian(Double.doubleToRawLongBits((Double) stored), Double.BYTES);
            case BYTE_ARRAY -> {
                byte[] bytes = (byte[]) stored;
                littleEndian(bytes.length, Integer.BYTES);
                plain.writeBytes(bytes);
            }
            case FIXED_LEN_BYTE_ARRAY -> plain.writeBytes((byte[]) stored);
            case INT96 -> throw new AssertionError("not written");
        }
    }

    private void littleEndian(long value, int count) {
        for (int i = 0; i < count; i++) {
            plain.write((int) (value >>> 8 * i));
        }
    }

    private void endPage() throws IOException {
        if (valuesInPage == 0) {
            return;
        }
        ByteArrayOutputStream page = new ByteArrayOutputStream(plain.size() + valuesInPage / 4);
        if (column.isOptional()) {
            writeLevels(page);
        }
        if (column.type() == PhysicalType.BOOLEAN) {
            bits.writeTo(page);
        } else {
            plain.writeTo(page);
        }
        byte[] unpacked = page.toByteArray();
        byte[] packed = compression.pack(unpacked);
        byte[] header = header(unpacked.length, packed.length);
        pages.writeBytes(header);
        pages.writeBytes(packed);
        unpackedBytes += (long) header.length + unpacked.length;
        valuesInPage = 0;
        plain.reset();
        bits.clear();
        present.clear();
    }

    /** As one run if all are there, which is the rule, and else packed. */
    private void writeLevels(ByteArrayOutputStream page) {
        ByteArrayOutputStream levels = new ByteArrayOutputStream();
        if (present.isAllSet) {
            varint((long) present.count << 1, levels);
            levels.write(1);
        } else {
            varint((long) (present.count + 7) / 8 << 1 | 1, levels);
            present.writeTo(levels);
        }
        for (int i = 0; i < Integer.BYTES; i++) {
            page.write(levels.size() >>> 8 * i);
        }
        page.writeBytes(levels.toByteArray());
    }

    private static void varint(long value, ByteArrayOutputStream out) {
        long left = value;
        while (left >= 0x80) {
            out.write((int) (left & 0x7F | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }

    private byte[] header(int unpacked, int packed) {
        ThriftOutput out = new ThriftOutput();
        out.i32(1, 0);
        out.i32(2, unpacked);
        out.i32(3, packed);
        out.begin(5);
        out.i32(1, valuesInPage);
        out.i32(2, PageHeader.PLAIN);
        out.i32(3, PageHeader.RLE);
        out.i32(4, PageHeader.RLE);
        out.end();
        out.stop();
        return out.toByteArray();
    }

    /** About. */
    long bytes() {
        return (long) pages.size() + plain.size();
    }

    /** Writes all pages, and begins anew. */
    Written writeTo(OutputStream out, long from) throws IOException {
        endPage();
        Written written = new Written(column, from, pages.size(), unpackedBytes);
        pages.writeTo(out);
        pages.reset();
        unpackedBytes = 0;
        return written;
    }
}
