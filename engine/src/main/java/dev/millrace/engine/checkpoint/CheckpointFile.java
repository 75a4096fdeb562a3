package dev.millrace.engine.checkpoint;

import dev.millrace.api.storage.StorageInput;
import dev.millrace.api.storage.StorageOutput;
import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.CorruptDataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The bytes of one checkpoint, as the description of this package has them. */
final class CheckpointFile {

    static final int VERSION = 1;

    private static final byte[] MAGIC = "MILLRACE".getBytes(StandardCharsets.US_ASCII);
    private static final int PREAMBLE_BYTES = MAGIC.length + Short.BYTES;

    private static final int HEADER = 1;
    private static final int TASK = 2;
    private static final int END = 3;

    /** Type, length and checksum. */
    private static final int BLOCK_BYTES = 1 + Integer.BYTES + Integer.BYTES;

    private CheckpointFile() {}

    static long write(StorageOutput out, CheckpointHeader header, List<BinaryOutput> tasks) throws IOException {
        BinaryOutput preamble = new BinaryOutput();
        preamble.writeRaw(MAGIC, 0, MAGIC.length);
        preamble.writeByte(VERSION >> 8);
        preamble.writeByte(VERSION);
        long written = write(out, preamble);
        written += writeBlock(out, HEADER, header.toBytes());
        for (BinaryOutput task : tasks) {
            written += writeBlock(out, TASK, task);
        }
        BinaryOutput end = new BinaryOutput();
        end.writeVarint(tasks.size());
        return written + writeBlock(out, END, end);
    }

    private static long writeBlock(StorageOutput out, int type, BinaryOutput payload) throws IOException {
        BinaryOutput head = new BinaryOutput();
        head.writeByte(type);
        head.writeInt(payload.size());
        CRC32C checksum = new CRC32C();
        head.update(checksum);
        payload.update(checksum);
        head.writeInt((int) checksum.getValue());
        return write(out, head) + write(out, payload);
    }

    private static long write(StorageOutput out, BinaryOutput bytes) throws IOException {
        bytes.writeTo(out);
        return bytes.size();
    }

    /**
     * Reads all of a file.
     *
     * @throws CorruptDataException if it is no checkpoint, or a damaged one, or of a later version
     */
    static Checkpoint read(StorageInput in) throws IOException {
        long size = in.size();
        requireVersion(in, size);
        @Nullable CheckpointHeader header = null;
        List<TaskBlock> tasks = new ArrayList<>();
        long position = PREAMBLE_BYTES;
        while (true) {
            Block block = readBlock(in, position, size);
            position += BLOCK_BYTES + block.payload.length;
            if ((block.type == HEADER) != (header == null)) {
                throw new CorruptDataException("a header stands first, and nowhere else");
            }
            switch (block.type) {
                case HEADER -> header = CheckpointHeader.read(new BinaryInput(block.payload));
                case TASK -> tasks.add(new TaskBlock(block.payload));
                case END -> {
                    requireEnd(new BinaryInput(block.payload).readVarint(), tasks.size(), position, size);
                    return new Checkpoint(header, tasks);
                }
                default -> throw new CorruptDataException("a block of type " + block.type);
            }
        }
    }

    private static void requireVersion(StorageInput in, long size) throws IOException {
        byte[] preamble = new byte[PREAMBLE_BYTES];
        if (size < PREAMBLE_BYTES) {
            throw new CorruptDataException("too short for a checkpoint: " + size + " bytes");
        }
        in.read(0, preamble, 0, PREAMBLE_BYTES);
        if (!Arrays.equals(preamble, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new CorruptDataException("not a checkpoint of Millrace");
        }
        int version = (preamble[MAGIC.length] & 0xFF) << 8 | preamble[MAGIC.length + 1] & 0xFF;
        if (version != VERSION) {
            throw new CorruptDataException("a checkpoint of version " + version + "; this release reads version "
                    + VERSION + (version > VERSION ? ", so a later release has written it" : ""));
        }
    }

    private static void requireEnd(long tasksWritten, int tasksRead, long position, long size) {
        if (tasksWritten != tasksRead || position != size) {
            throw new CorruptDataException(
                    "ends with " + tasksRead + " of " + tasksWritten + " tasks at byte " + position + " of " + size);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // carried from here to there, and compared by nobody
    private record Block(int type, byte[] payload) {}

    private static Block readBlock(StorageInput in, long position, long size) throws IOException {
        if (size - position < BLOCK_BYTES) {
            throw new CorruptDataException("cut short at byte " + size);
        }
        byte[] head = new byte[BLOCK_BYTES];
        in.read(position, head, 0, BLOCK_BYTES);
        BinaryInput fields = new BinaryInput(head);
        int type = fields.readByte();
        int length = fields.readInt();
        int checksum = fields.readInt();
        if (length < 0 || length > size - position - BLOCK_BYTES) {
            throw new CorruptDataException("the block at byte " + position + " has a length of "
                    + Integer.toUnsignedString(length) + ", but the file ends at byte " + size);
        }
        byte[] payload = new byte[length];
        in.read(position + BLOCK_BYTES, payload, 0, length);
        CRC32C sum = new CRC32C();
        sum.update(head, 0, BLOCK_BYTES - Integer.BYTES);
        sum.update(payload);
        if ((int) sum.getValue() != checksum) {
            throw new CorruptDataException("the block at byte " + position + " does not have its checksum");
        }
        return new Block(type, payload);
    }
}
