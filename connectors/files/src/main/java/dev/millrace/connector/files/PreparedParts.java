package dev.millrace.connector.files;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.CorruptDataException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a writer has prepared of one epoch. Its bytes are described in the package description.
 *
 * @param nextNumber of the next file
 * @param ended files that appear with the epoch
 * @param open files that others follow in
 */
record PreparedParts(long nextNumber, List<EndedPart> ended, List<OpenPart> open) {

    /**
     * A file that is complete.
     *
     * @param part its path below the directory, with slashes
     * @param length in bytes
     */
    record EndedPart(String part, long length) {}

    /**
     * A file that is not.
     *
     * @param part its path below the directory, with slashes
     * @param length of what belongs to this epoch and those before, in bytes
     * @param firstTimestamp of its first record
     * @param epochs that it has seen end
     * @param header of its encoder
     */
    record OpenPart(String part, long length, long firstTimestamp, int epochs, String header) {}

    private static final int VERSION = 1;

    byte[] toBytes() {
        BinaryOutput out = new BinaryOutput();
        out.writeByte(VERSION);
        out.writeVarint(nextNumber);
        out.writeVarint(ended.size());
        for (EndedPart part : ended) {
            out.writeString(part.part());
            out.writeVarint(part.length());
        }
        out.writeVarint(open.size());
        for (OpenPart part : open) {
            out.writeString(part.part());
            out.writeVarint(part.length());
            out.writeLong(part.firstTimestamp());
            out.writeVarint(part.epochs());
            out.writeString(part.header());
        }
        return out.toByteArray();
    }

    static PreparedParts of(byte[] bytes) throws IOException {
        try {
            BinaryInput in = new BinaryInput(bytes);
            int version = in.readByte();
            if (version != VERSION) {
                throw new CorruptDataException("its version must be " + VERSION + ", got " + version);
            }
            long nextNumber = in.readVarint();
            List<EndedPart> ended = new ArrayList<>();
            for (int left = in.readCount(2); left > 0; left--) {
                ended.add(new EndedPart(in.readString(), in.readVarint()));
            }
            List<OpenPart> open = new ArrayList<>();
            for (int left = in.readCount(4); left > 0; left--) {
                open.add(new OpenPart(
                        in.readString(), in.readVarint(), in.readLong(), (int) in.readVarint(), in.readString()));
            }
            if (in.remaining() > 0) {
                throw new CorruptDataException(in.remaining() + " bytes follow it");
            }
            return new PreparedParts(nextNumber, ended, open);
        } catch (CorruptDataException damaged) {
            throw new IOException(
                    "what a sink of a directory of files has prepared, " + bytes.length
                            + " bytes, is damaged, or is that of another sink or release of Millrace: "
                            + damaged.getMessage(),
                    damaged);
        }
    }
}
