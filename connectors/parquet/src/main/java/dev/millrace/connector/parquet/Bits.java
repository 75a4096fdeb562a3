package dev.millrace.connector.parquet;

/** Numbers of some bits in bytes, the lowest bit of the first byte first. */
final class Bits {

    private Bits() {}

    /** Reads a number of at most 64 bits, all of which must be there. */
    static long read(byte[] bytes, long bit, int width) {
        long value = 0;
        int got = 0;
        for (long at = bit; got < width; ) {
            int inByte = (int) (at & 7);
            int count = Math.min(8 - inByte, width - got);
            long part = (bytes[(int) (at >>> 3)] & 0xFFL) >>> inByte & (1L << count) - 1;
            value |= part << got;
            got += count;
            at += count;
        }
        return value;
    }
}
