package dev.millrace.engine.checkpoint;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.engine.batch.Shard;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.state.ShardedLists;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one task handed in, divided by shard, for a runtime that keeps state so: each piece is a block by itself, and those of one
 * shard can be given to whichever task owns that shard next. Only whole captures can be divided.
 */
public final class DividedBlock {

    private final TaskBlock block;
    private final BinaryOutput rest = new BinaryOutput();
    private final @Nullable BinaryOutput[] byShard = new BinaryOutput[Shard.COUNT];

    private DividedBlock(TaskBlock block) {
        this.block = block;
    }

    /**
     * Divides.
     *
     * @param bytes what a {@link TaskWriter} wrote, of the whole state
     * @return the pieces
     */
    public static DividedBlock of(byte[] bytes) {
        DividedBlock divided = new DividedBlock(new TaskBlock(bytes, false));
        divided.divide();
        return divided;
    }

    private void divide() {
        begin(rest);
        for (TaskBlock.Section section : block.sections()) {
            if (section.kind() == TaskWriter.OPERATOR) {
                divideOperator(section);
            } else {
                write(section, rest, out -> block.open(section).writeTo(out));
            }
        }
        end(rest);
        for (BinaryOutput shard : byShard) {
            if (shard != null) {
                end(shard);
            }
        }
    }

    private void divideOperator(TaskBlock.Section section) {
        BinaryInput in = block.open(section);
        OperatorCounters counters = Checkpoint.readCounters(in);
        ShardedLists lists = ShardedLists.read(in);
        write(section, rest, out -> {
            TaskWriter.write(counters, out);
            out.writeRaw(lists.rest());
        });
        lists.byShard()
                .forEach((shard, entries) -> write(section, shard(shard), out -> {
                    // The task has been accounted for in the rest.
                    TaskWriter.write(new OperatorCounters(), out);
                    out.writeRaw(entries);
                }));
    }

    private BinaryOutput shard(int shard) {
        BinaryOutput out = byShard[shard];
        if (out == null) {
            out = new BinaryOutput();
            byShard[shard] = out;
            begin(out);
        }
        return out;
    }

    private interface Fields {
        void write(BinaryOutput out);
    }

    private static void write(TaskBlock.Section section, BinaryOutput out, Fields fields) {
        out.writeByte(section.kind());
        out.writeString(section.name());
        int lengthAt = out.size();
        out.writeInt(0);
        fields.write(out);
        out.setInt(lengthAt, out.size() - lengthAt - Integer.BYTES);
    }

    private void begin(BinaryOutput out) {
        out.writeString(block.task());
        out.writeVarint(block.index());
    }

    private void end(BinaryOutput out) {
        out.writeByte(TaskWriter.END);
        block.openSchemas().writeTo(out);
    }

    /** What belongs to no shard: every task needs it of every task. */
    public byte[] rest() {
        return rest.toByteArray();
    }

    /** By shard that has anything: its piece. */
    public Map<Integer, byte[]> byShard() {
        Map<Integer, byte[]> pieces = new TreeMap<>();
        for (int shard = 0; shard < byShard.length; shard++) {
            BinaryOutput piece = byShard[shard];
            if (piece != null) {
                pieces.put(shard, piece.toByteArray());
            }
        }
        return pieces;
    }
}
