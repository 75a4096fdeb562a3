package dev.millrace.connector.parquet;

/**
 * The encoding DELTA_BINARY_PACKED: differences of neighbours in blocks, as what they are more than the least of the block, packed with as few bits as
 * each part of the block needs. Owned by one thread.
 */
final class DeltaNumbers implements PageValues {

    private static final int BLOCK_MAX = 1 << 16;
    private static final int VARINT_BYTES_MAX = 10;

    private final byte[] bytes;
    private int position;

    private final int perPart;
    private final int[] widths;
    private final long total;

    private long given;
    private long last;
    private long least;

    /** Of the part at hand: which, how many of its values are left, and the next bit. */
    private int part;

    private int leftInPart;
    private long bit;

    DeltaNumbers(byte[] bytes, int from) throws InvalidParquetException {
        this.bytes = bytes;
        position = from;
        long block = varint();
        long parts = varint();
        total = varint();
        last = zigzag();
        if (block < 1 || block > BLOCK_MAX || parts < 1 || parts > block || block % parts != 0) {
            throw new InvalidParquetException("has blocks of " + block + " numbers in " + parts + " parts");
        }
        perPart = (int) (block / parts);
        widths = new int[(int) parts];
        part = widths.length;
    }

    /** How many numbers there are. */
    long total() {
        return total;
    }

    @Override
    public Long next() throws InvalidParquetException {
        if (given >= total) {
            throw new InvalidParquetException("has " + total + " numbers, and more are wanted");
        }
        if (given++ > 0) {
            if (leftInPart == 0) {
                beginPart();
            }
            int width = widths[part];
            last += least + Bits.read(bytes, bit, width);
            bit += width;
            leftInPart--;
        }
        return last;
    }

    private void beginPart() throws InvalidParquetException {
        part++;
        if (part >= widths.length) {
            least = zigzag();
            for (int i = 0; i < widths.length; i++) {
                widths[i] = read();
                if (widths[i] > Long.SIZE) {
                    throw new InvalidParquetException("has differences of " + widths[i] + " bits");
                }
            }
            part = 0;
        }
        leftInPart = perPart;
        bit = 8L * position;
        long size = (long) perPart * widths[part] / 8;
        if (size > bytes.length - position) {
            throw new InvalidParquetException("has differences that end too early");
        }
        position += (int) size;
    }

    /** Behind the last number, when all have been read: what is left of their block may be packed as well. */
    int end() {
        return position;
    }

    private long varint() throws InvalidParquetException {
        long value = 0;
        for (int i = 0; i < VARINT_BYTES_MAX; i++) {
            int next = read();
            value |= (long) (next & 0x7F) << 7 * i;
            if (next < 0x80) {
                return value;
            }
        }
        throw new InvalidParquetException("has a number of more than " + VARINT_BYTES_MAX + " bytes");
    }

    private long zigzag() throws InvalidParquetException {
        long value = varint();
        return value >>> 1 ^ -(value & 1);
    }

    private int read() throws InvalidParquetException {
        if (position >= bytes.length) {
            throw new InvalidParquetException("has numbers that end too early");
        }
        return bytes[position++] & 0xFF;
    }
}
