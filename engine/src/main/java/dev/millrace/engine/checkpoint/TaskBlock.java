package dev.millrace.engine.checkpoint;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.CorruptDataException;
import java.util.ArrayList;
import java.util.List;

/** What one task handed in, as it was read: sections by kind and name. Immutable; its inputs are made anew for each reader. */
final class TaskBlock {

    private final byte[] bytes;
    private final List<Section> sections = new ArrayList<>();
    private final String task;
    private final int index;
    private final int schemasLength;

    record Section(int kind, String name, int start, int length) {}

    TaskBlock(byte[] bytes) {
        this.bytes = bytes;
        BinaryInput in = new BinaryInput(bytes);
        task = in.readString();
        index = readIndex(in);
        for (int kind = in.readByte(); kind != TaskWriter.END; kind = in.readByte()) {
            if (kind > TaskWriter.WORK) {
                throw new CorruptDataException("a section of kind " + kind);
            }
            String name = in.readString();
            int length = in.readInt();
            int start = bytes.length - in.remaining();
            in.slice(length);
            sections.add(new Section(kind, name, start, length));
        }
        schemasLength = in.remaining();
    }

    /** Reads which of the tasks of a stage something is of. */
    static int readIndex(BinaryInput in) {
        long index = in.readVarint();
        if (index < 0 || index > CheckpointHeader.WORKERS_MAX) {
            throw new CorruptDataException("task " + Long.toUnsignedString(index));
        }
        return (int) index;
    }

    String task() {
        return task;
    }

    int index() {
        return index;
    }

    List<Section> sections() {
        return sections;
    }

    BinaryInput open(Section section) {
        return new BinaryInput(bytes, section.start(), section.length());
    }

    BinaryInput openSchemas() {
        return new BinaryInput(bytes, bytes.length - schemasLength, schemasLength);
    }
}
