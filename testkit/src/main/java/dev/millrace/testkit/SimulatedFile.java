package dev.millrace.testkit;

import java.io.EOFException;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/** The bytes of a file, and how many of them a crash must leave. */
final class SimulatedFile {

    private static final int SECTOR_BYTES = 512;

    private byte[] bytes = new byte[64];
    private int size;

    /** So many of the first bytes are durable. */
    private int syncedSize;

    private boolean isUncertain;

    int size() {
        return size;
    }

    void append(byte[] from, int start, int count) {
        if (count > bytes.length - size) {
            bytes = Arrays.copyOf(bytes, Math.max(size + count, bytes.length * 2));
        }
        System.arraycopy(from, start, bytes, size, count);
        size += count;
    }

    void sync() {
        if (!isUncertain) {
            syncedSize = size;
        }
    }

    /** The operating system has told once that it could not write; it does not try the same pages again. */
    void loseCertainty() {
        isUncertain = true;
    }

    void read(long position, byte[] into, int start, int count) throws EOFException {
        if (position < 0 || position + count > size) {
            throw new EOFException("bytes " + position + " to " + (position + count) + " of " + size);
        }
        System.arraycopy(bytes, (int) position, into, start, count);
    }

    /** The same bytes, of which as many are durable. */
    SimulatedFile copy() {
        SimulatedFile copy = new SimulatedFile();
        copy.append(bytes, 0, size);
        copy.syncedSize = syncedSize;
        copy.isUncertain = isUncertain;
        return copy;
    }

    /** What is left of it when the machine dies. */
    SimulatedFile afterDeathOfMachine(RandomGenerator random) {
        int kept = syncedSize;
        switch (random.nextInt(4)) {
            case 0 -> {}
            case 1 -> kept = size;
            default -> kept += random.nextInt(size - syncedSize + 1);
        }
        SimulatedFile left = new SimulatedFile();
        left.append(bytes, 0, kept);
        if (random.nextBoolean()) {
            left.damageSectors(syncedSize, random);
        }
        left.sync();
        return left;
    }

    /** Writes of sectors are not in order: any of them may be missing, or have been under way. */
    private void damageSectors(int from, RandomGenerator random) {
        for (int start = from; start < size; start = (start / SECTOR_BYTES + 1) * SECTOR_BYTES) {
            int end = Math.min(size, (start / SECTOR_BYTES + 1) * SECTOR_BYTES);
            switch (random.nextInt(4)) {
                case 0 -> Arrays.fill(bytes, start, end, (byte) 0);
                case 1 -> fillWithGarbage(start, end, random);
                case 2 -> fillWithGarbage(start + random.nextInt(end - start), end, random);
                default -> {}
            }
        }
    }

    private void fillWithGarbage(int start, int end, RandomGenerator random) {
        for (int i = start; i < end; i++) {
            bytes[i] = (byte) random.nextInt();
        }
    }
}
