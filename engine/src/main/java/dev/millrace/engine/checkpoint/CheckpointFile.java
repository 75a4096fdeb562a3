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
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/** The bytes of one checkpoint, as the description of this package has them. */
final class CheckpointFile {

    static final int VERSION = 2;

    /** Without links, and without kinds of lists. */
    private static final int VERSION_1 = 1;

    private static final byte[] MAGIC = "MILLRACE".getBytes(StandardCharsets.US_ASCII);
    private static final int PREAMBLE_BYTES = MAGIC.length + Short.BYTES;

    private static final int HEADER = 1;
    private static final int TASK = 2;
    private static final int END = 3;

    /** Type, length and checksum. */
    private static final int BLOCK_BYTES = 1 + Integer.BYTES + Integer.BYTES;

    private CheckpointFile() {}

    /** What one file has. */
    record Contents(CheckpointHeader header, Link link, List<TaskBlock> tasks) {}

    /** Where the payload of a block is. */
    record Place(int type, long position, int length, int checksum) {}

    static long write(StorageOutput out, CheckpointHeader header, Link link, List<CapturedTask> tasks)
            throws IOException {
        long written = writeStart(out, header, link);
        for (CapturedTask task : tasks) {
            written += writeTask(out, task);
        }
        return written + writeEnd(out, tasks.size());
    }

    static long writeStart(StorageOutput out, CheckpointHeader header, Link link) throws IOException {
        BinaryOutput preamble = new BinaryOutput();
        preamble.writeRaw(MAGIC, 0, MAGIC.length);
        preamble.writeByte(VERSION >> 8);
        preamble.writeByte(VERSION);
        BinaryOutput block = header.toBytes();
        link.write(block);
        return write(out, preamble) + writeBlock(out, HEADER, block);
    }

    static long writeTask(StorageOutput out, CapturedTask task) throws IOException {
        long head = writeHead(out, TASK, task.size(), task::update);
        task.writeTo(out);
        return head + task.size();
    }

    static long writeEnd(StorageOutput out, int tasks) throws IOException {
        BinaryOutput end = new BinaryOutput();
        end.writeVarint(tasks);
        return writeBlock(out, END, end);
    }

    private static long writeBlock(StorageOutput out, int type, BinaryOutput payload) throws IOException {
        return writeHead(out, type, payload.size(), payload::update) + write(out, payload);
    }

    private static long writeHead(StorageOutput out, int type, int length, Consumer<Checksum> payload)
            throws IOException {
        BinaryOutput head = new BinaryOutput();
        head.writeByte(type);
        head.writeInt(length);
        CRC32C checksum = new CRC32C();
        head.update(checksum);
        payload.accept(checksum);
        head.writeInt((int) checksum.getValue());
        return write(out, head);
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
    static Contents read(StorageInput in) throws IOException {
        long size = in.size();
        int version = requireVersion(in, size);
        @Nullable CheckpointHeader header = null;
        Link link = Link.UNKNOWN;
        List<TaskBlock> tasks = new ArrayList<>();
        long position = PREAMBLE_BYTES;
        while (true) {
            Place place = findBlock(in, position, size);
            byte[] payload = readBlock(in, place);
            position = place.position + place.length;
            if ((place.type == HEADER) != (header == null)) {
                throw new CorruptDataException("a header stands first, and nowhere else");
            }
            switch (place.type) {
                case HEADER -> {
                    BinaryInput fields = new BinaryInput(payload);
                    header = CheckpointHeader.read(fields);
                    link = version == VERSION_1 ? Link.UNKNOWN : Link.read(fields, header.epoch());
                }
                case TASK -> tasks.add(new TaskBlock(payload, version == VERSION_1));
                case END -> {
                    requireEnd(new BinaryInput(payload).readVarint(), tasks.size(), position, size);
                    return new Contents(header, link, tasks);
                }
                default -> throw new CorruptDataException("a block of type " + place.type);
            }
        }
    }

    /** Reads the header of a file, and nothing else. */
    static Contents readStart(StorageInput in) throws IOException {
        long size = in.size();
        int version = requireVersion(in, size);
        BinaryInput fields = new BinaryInput(readBlock(in, findBlock(in, PREAMBLE_BYTES, size)));
        CheckpointHeader header = CheckpointHeader.read(fields);
        return new Contents(header, version == VERSION_1 ? Link.UNKNOWN : Link.read(fields, header.epoch()), List.of());
    }

    /** Finds the tasks of a file of this version, which are not looked into yet. */
    static List<Place> findTasks(StorageInput in) throws IOException {
        long size = in.size();
        List<Place> tasks = new ArrayList<>();
        Place place = findBlock(in, PREAMBLE_BYTES, size);
        while (place.type != END) {
            if (place.type == TASK) {
                tasks.add(place);
            }
            place = findBlock(in, place.position + place.length, size);
        }
        return tasks;
    }

    /** Reads a task of a file of this version. */
    static TaskBlock readTask(StorageInput in, Place place) throws IOException {
        return new TaskBlock(readBlock(in, place), false);
    }

    private static int requireVersion(StorageInput in, long size) throws IOException {
        byte[] preamble = new byte[PREAMBLE_BYTES];
        if (size < PREAMBLE_BYTES) {
            throw new CorruptDataException("too short for a checkpoint: " + size + " bytes");
        }
        in.read(0, preamble, 0, PREAMBLE_BYTES);
        if (!Arrays.equals(preamble, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new CorruptDataException("not a checkpoint of Millrace");
        }
        int version = (preamble[MAGIC.length] & 0xFF) << 8 | preamble[MAGIC.length + 1] & 0xFF;
        if (version != VERSION && version != VERSION_1) {
            throw new CorruptDataException("a checkpoint of version " + version + "; this release reads versions "
                    + VERSION_1 + " and " + VERSION
                    + (version > VERSION ? ", so a later release has written it" : ""));
        }
        return version;
    }

    private static void requireEnd(long tasksWritten, int tasksRead, long position, long size) {
        if (tasksWritten != tasksRead || position != size) {
            throw new CorruptDataException(
                    "ends with " + tasksRead + " of " + tasksWritten + " tasks at byte " + position + " of " + size);
        }
    }

    private static Place findBlock(StorageInput in, long position, long size) throws IOException {
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
        return new Place(type, position + BLOCK_BYTES, length, checksum);
    }

    private static byte[] readBlock(StorageInput in, Place place) throws IOException {
        byte[] payload = new byte[place.length];
        in.read(place.position, payload, 0, place.length);
        BinaryOutput head = new BinaryOutput();
        head.writeByte(place.type);
        head.writeInt(place.length);
        CRC32C sum = new CRC32C();
        head.update(sum);
        sum.update(payload);
        if ((int) sum.getValue() != place.checksum) {
            throw new CorruptDataException(
                    "the block at byte " + (place.position - BLOCK_BYTES) + " does not have its checksum");
        }
        return payload;
    }
}
