package dev.millrace.engine.store.v1;

import java.io.OutputStream;
import java.util.zip.CRC32C;

/** The checksum of a frame: it begins with the frame's place, so that no frame is valid in another. */
final class Checksum extends OutputStream {

    private final CRC32C crc = new CRC32C();

    Checksum(long file, long position, int length) {
        updateLong(file);
        updateLong(position);
        updateInt(length);
    }

    private void updateLong(long value) {
        updateInt((int) (value >>> 32));
        updateInt((int) value);
    }

    private void updateInt(int value) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            crc.update(value >>> shift);
        }
    }

    @Override
    public void write(int value) {
        crc.update(value);
    }

    @Override
    public void write(byte[] bytes, int from, int count) {
        crc.update(bytes, from, count);
    }

    int value() {
        return (int) crc.getValue();
    }
}
