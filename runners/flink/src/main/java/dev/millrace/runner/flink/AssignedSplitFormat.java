package dev.millrace.runner.flink;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.engine.source.SplitState;
import dev.millrace.engine.time.SplitTime;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.jspecify.annotations.Nullable;

/** The bytes of a split with its position and its time, in Flink's checkpoints. */
final class AssignedSplitFormat implements SimpleVersionedSerializer<AssignedSplit> {

    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(AssignedSplit split) {
        BinaryOutput out = new BinaryOutput();
        write(split, out);
        return out.toByteArray();
    }

    static void write(AssignedSplit split, BinaryOutput out) {
        out.writeString(split.id());
        out.writeVarint(split.number());
        out.writeBoolean(split.isNew());
        SplitState state = split.state();
        out.writeBoolean(state != null);
        if (state != null) {
            byte[] position = state.position();
            out.writeBoolean(position == null);
            out.writeBytes(position == null ? new byte[0] : position);
            out.writeSigned(state.time().maxSeen());
            out.writeSigned(state.time().watermark());
            out.writeSigned(state.time().arrivals());
            out.writeString(state.time().cause().name());
            out.writeSigned(state.time().unconfirmed());
            out.writeSigned(state.time().lastArrivalMillis());
            out.writeBoolean(state.time().hasCaughtUp());
        }
    }

    @Override
    public AssignedSplit deserialize(int version, byte[] bytes) throws IOException {
        requireVersion(version);
        return read(new BinaryInput(bytes));
    }

    static void requireVersion(int version) throws IOException {
        if (version != VERSION) {
            throw new IOException("splits of version " + version + "; this release reads version " + VERSION);
        }
    }

    static AssignedSplit read(BinaryInput in) {
        String id = in.readString();
        int number = (int) in.readVarint();
        boolean isNew = in.readBoolean();
        return new AssignedSplit(id, number, isNew, in.readBoolean() ? readState(id, in) : null);
    }

    private static SplitState readState(String id, BinaryInput in) {
        boolean isEnded = in.readBoolean();
        byte[] position = in.readBytes();
        byte @Nullable [] resumed = isEnded ? null : position;
        SplitTime.Standing time = new SplitTime.Standing(
                in.readSigned(),
                in.readSigned(),
                in.readSigned(),
                ClosedBy.valueOf(in.readString()),
                in.readSigned(),
                in.readSigned(),
                in.readBoolean());
        return new SplitState(id, resumed, time);
    }
}
