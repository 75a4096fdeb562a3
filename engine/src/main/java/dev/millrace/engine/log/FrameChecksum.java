package dev.millrace.engine.log;

import dev.millrace.api.type.BinaryOutput;
import java.util.zip.CRC32C;

/** The checksum of a frame: it begins with the frame's place, so that no frame is valid in another. */
final class FrameChecksum {

    private FrameChecksum() {}

    private static CRC32C begin(long file, long position, int length) {
        BinaryOutput place = new BinaryOutput();
        place.writeLong(file);
        place.writeLong(position);
        place.writeInt(length);
        CRC32C checksum = new CRC32C();
        place.update(checksum);
        return checksum;
    }

    static int of(long file, long position, BinaryOutput payload) {
        CRC32C checksum = begin(file, position, payload.size());
        payload.update(checksum);
        return (int) checksum.getValue();
    }

    static int of(long file, long position, byte[] bytes, int from, int length) {
        CRC32C checksum = begin(file, position, length);
        checksum.update(bytes, from, length);
        return (int) checksum.getValue();
    }
}
