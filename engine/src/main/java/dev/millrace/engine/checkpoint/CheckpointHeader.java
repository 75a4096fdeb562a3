package dev.millrace.engine.checkpoint;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.CorruptDataException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a checkpoint says of itself.
 *
 * @param pipeline name of the pipeline
 * @param epoch the last one whose records are in it
 * @param kind why it was made
 * @param timeMillis when it was made
 * @param workers how many the job had
 * @param splits all splits, by the numbers that origins of rows refer to
 */
public record CheckpointHeader(
        String pipeline, long epoch, Kind kind, long timeMillis, int workers, List<SplitName> splits) {

    static final int WORKERS_MAX = 1 << 16;

    /** Why a checkpoint was made. */
    public enum Kind {
        /** By the interval. */
        CHECKPOINT(0),
        /** Because somebody asked for it; it is kept until somebody deletes it. */
        SAVEPOINT(1),
        /** Because all input had been processed. */
        END(2);

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        static Kind read(int code) {
            for (Kind each : values()) {
                if (each.code == code) {
                    return each;
                }
            }
            throw new CorruptDataException("a checkpoint of kind " + code);
        }
    }

    /**
     * A split of a source.
     *
     * @param source name of the source
     * @param split id of the split; empty for a pushed source
     */
    public record SplitName(String source, String split) {}

    /** Copies. */
    public CheckpointHeader {
        splits = List.copyOf(splits);
    }

    BinaryOutput toBytes() {
        BinaryOutput out = new BinaryOutput();
        out.writeString(pipeline);
        out.writeVarint(epoch);
        out.writeByte(kind.code);
        out.writeSigned(timeMillis);
        out.writeVarint(workers);
        out.writeVarint(splits.size());
        for (SplitName name : splits) {
            out.writeString(name.source());
            out.writeString(name.split());
        }
        return out;
    }

    static CheckpointHeader read(BinaryInput in) {
        String pipeline = in.readString();
        long epoch = in.readVarint();
        Kind kind = Kind.read(in.readByte());
        long timeMillis = in.readSigned();
        long workers = in.readVarint();
        if (epoch < 1 || workers < 1 || workers > WORKERS_MAX) {
            throw new CorruptDataException("epoch " + epoch + " of " + workers + " workers");
        }
        List<SplitName> splits = new ArrayList<>();
        for (int left = in.readCount(2); left > 0; left--) {
            splits.add(new SplitName(in.readString(), in.readString()));
        }
        return new CheckpointHeader(pipeline, epoch, kind, timeMillis, (int) workers, splits);
    }
}
