package dev.millrace.engine.checkpoint;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.api.type.ValueDecoder;
import dev.millrace.engine.state.MergedLists;
import dev.millrace.engine.state.StateReader;
import java.util.ArrayList;
import java.util.List;

/** What one task handed in, as it was read: sections by kind and name. Immutable; its inputs are made anew for each reader. */
final class TaskBlock {

    private final byte[] bytes;
    private final List<Section> sections = new ArrayList<>();
    private final String task;
    private final int index;
    private final int schemasLength;
    private final boolean isOfVersion1;

    /** The same task in the files of the chain before this one, the newest first. */
    private final List<TaskBlock> older = new ArrayList<>();

    record Section(int kind, String name, int start, int length) {}

    TaskBlock(byte[] bytes, boolean isOfVersion1) {
        this.bytes = bytes;
        this.isOfVersion1 = isOfVersion1;
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

    /** Adds the same task in a file of the chain, the one before those that were added. */
    void addOlder(TaskBlock block) {
        older.add(block);
    }

    /** Gives the lists of an operator as they were captured, those of the newest capture first. */
    List<BinaryInput> captures(Section section) {
        List<BinaryInput> captures = new ArrayList<>();
        captures.add(openLists(section));
        for (TaskBlock block : older) {
            for (Section each : block.sections) {
                if (each.kind() == section.kind() && each.name().equals(section.name())) {
                    captures.add(block.openLists(each));
                }
            }
        }
        return captures;
    }

    private BinaryInput openLists(Section section) {
        BinaryInput in = open(section);
        Checkpoint.readCounters(in);
        return in;
    }

    /** Gives the lists of an operator, of all captures that count. */
    StateReader.Part part(Section section, ValueDecoder values) {
        return new StateReader.Part(index, captures(section), values, isOfVersion1);
    }

    /** Writes this task as one that needs no other file. */
    CapturedTask merged() {
        BinaryOutput out = new BinaryOutput(bytes.length);
        out.writeString(task);
        out.writeVarint(index);
        ValueDecoder schemas = ValueDecoder.generic(openSchemas());
        for (Section section : sections) {
            out.writeByte(section.kind());
            out.writeString(section.name());
            int lengthAt = out.size();
            out.writeInt(0);
            BinaryInput in = open(section);
            if (section.kind() == TaskWriter.OPERATOR) {
                TaskWriter.write(Checkpoint.readCounters(in), out);
                MergedLists.write(captures(section), schemas, out);
            } else {
                in.writeTo(out);
            }
            out.setInt(lengthAt, out.size() - lengthAt - Integer.BYTES);
        }
        out.writeByte(TaskWriter.END);
        openSchemas().writeTo(out);
        return new CapturedTask(List.of(out));
    }

    BinaryInput openSchemas() {
        return new BinaryInput(bytes, bytes.length - schemasLength, schemasLength);
    }
}
