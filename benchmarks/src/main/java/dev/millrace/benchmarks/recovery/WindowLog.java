package dev.millrace.benchmarks.recovery;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * At which records the windows of keys began. With it the records can be made again, although it depends on the clock when
 * windows move. Owned by one thread.
 */
final class WindowLog {

    private long[] starts;
    private int size;

    private WindowLog(long[] starts, int size) {
        this.starts = starts;
        this.size = size;
    }

    /** One window, which begins after the first record of the last key. */
    static WindowLog beginningAt(long sequence) {
        return new WindowLog(new long[] {sequence}, 1);
    }

    /** The window of the newest records, from 0. */
    int current() {
        return size - 1;
    }

    int size() {
        return size;
    }

    /** The number of the first record of a window. */
    long start(int window) {
        return starts[window];
    }

    void moveAt(long sequence) {
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, size * 2);
        }
        starts[size++] = sequence;
    }

    WindowLog copy() {
        return new WindowLog(Arrays.copyOf(starts, size), size);
    }

    /** This and the number of the next record, as a source's position. */
    byte[] toBytes(long next) {
        ByteBuffer bytes = ByteBuffer.allocate((size + 1) * Long.BYTES).putLong(next);
        for (int i = 0; i < size; i++) {
            bytes.putLong(starts[i]);
        }
        return bytes.array();
    }

    static long next(byte[] position) {
        return ByteBuffer.wrap(position).getLong();
    }

    static WindowLog ofBytes(byte[] position) {
        ByteBuffer bytes = ByteBuffer.wrap(position);
        long[] starts = new long[position.length / Long.BYTES - 1];
        bytes.getLong();
        for (int i = 0; i < starts.length; i++) {
            starts[i] = bytes.getLong();
        }
        return new WindowLog(starts, starts.length);
    }
}
