package dev.millrace.connector.parquet;

/**
 * The hybrid of runs and packed bits in which levels and indexes into dictionaries are stored. Owned by one thread.
 *
 * <p>A header is a varint: even, a run of half as many equal values follows, which has as many bytes as it needs; odd, half as many groups of eight
 * values of {@code width} bits each.
 */
final class RunLengths {

    private static final int WIDTH_MAX = 32;
    private static final int GROUP = 8;

    private final byte[] bytes;
    private final int end;
    private final int width;
    private int position;

    /** Of the run or the groups at hand. */
    private long left;

    private boolean isRun;
    private int value;

    /** Of groups: the next bit. */
    private long bit;

    RunLengths(byte[] bytes, int from, int end, int width) throws InvalidParquetException {
        if (width < 0 || width > WIDTH_MAX) {
            throw new InvalidParquetException("has values of " + width + " bits, which must be at most " + WIDTH_MAX);
        }
        this.bytes = bytes;
        this.end = end;
        this.width = width;
        position = from;
    }

    int next() throws InvalidParquetException {
        while (left == 0) {
            begin();
        }
        left--;
        return isRun ? value : packed();
    }

    private void begin() throws InvalidParquetException {
        long header = 0;
        for (int shift = 0; ; shift += 7) {
            int part = read();
            header |= (long) (part & 0x7F) << shift;
            if (part < 0x80) {
                break;
            }
            if (shift > 28) {
                throw new InvalidParquetException("has a run whose length is damaged");
            }
        }
        isRun = (header & 1) == 0;
        if (isRun) {
            left = header >>> 1;
            value = 0;
            for (int i = 0; i < (width + 7) / 8; i++) {
                value |= read() << 8 * i;
            }
        } else {
            left = (header >>> 1) * GROUP;
            bit = 8L * position;
            // The last groups may be cut off behind the last value.
            position = (int) Math.min(end, position + (header >>> 1) * width);
        }
    }

    private int packed() throws InvalidParquetException {
        if (bit + width > 8L * end) {
            throw new InvalidParquetException("has packed values that end too early");
        }
        long packed = Bits.read(bytes, bit, width);
        bit += width;
        return (int) packed;
    }

    private int read() throws InvalidParquetException {
        if (position >= end) {
            throw new InvalidParquetException("has runs that end too early");
        }
        return bytes[position++] & 0xFF;
    }
}
