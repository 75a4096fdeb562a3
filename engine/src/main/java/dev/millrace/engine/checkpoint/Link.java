package dev.millrace.engine.checkpoint;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.CorruptDataException;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * How a file hangs in its chain.
 *
 * @param id made of all that was captured; a file that has taken another's place after a merge has its id, too
 * @param previousEpoch of the file that has what did not change, or 0 if this one is complete in itself
 * @param previousId of that file, so that none of the same name is taken for it
 */
record Link(long id, long previousEpoch, long previousId) {

    /** Of a file of version 1. */
    static final Link UNKNOWN = new Link(0, 0, 0);

    static Link of(CheckpointHeader header, List<CapturedTask> tasks, long previousEpoch, long previousId) {
        BinaryOutput start = header.toBytes();
        start.writeVarint(previousEpoch);
        start.writeLong(previousId);
        CRC32C ofStart = new CRC32C();
        start.update(ofStart);
        CRC32C ofTasks = new CRC32C();
        tasks.forEach(task -> task.update(ofTasks));
        return new Link(ofStart.getValue() << Integer.SIZE | ofTasks.getValue(), previousEpoch, previousId);
    }

    boolean isComplete() {
        return previousEpoch == 0;
    }

    /** That of a file that has all that this one and the ones before it have. */
    Link merged() {
        return new Link(id, 0, 0);
    }

    void write(BinaryOutput out) {
        out.writeLong(id);
        out.writeVarint(previousEpoch);
        out.writeLong(previousId);
    }

    static Link read(BinaryInput in, long epoch) {
        Link link = new Link(in.readLong(), in.readVarint(), in.readLong());
        if (link.previousEpoch < 0 || link.previousEpoch >= epoch) {
            throw new CorruptDataException("epoch " + epoch + " needs epoch " + link.previousEpoch);
        }
        return link;
    }
}
