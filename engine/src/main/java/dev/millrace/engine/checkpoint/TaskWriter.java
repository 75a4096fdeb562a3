package dev.millrace.engine.checkpoint;

import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.type.ValueEncoder;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.source.SplitState;
import dev.millrace.engine.state.Extent;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.time.WatermarkMerge;
import java.util.List;
import java.util.function.Consumer;

/** Writes what one task hands in at the end of an epoch. Owned by the task's thread until it is handed in. */
public final class TaskWriter {

    static final int END = 0;
    static final int SPLIT = 1;
    static final int TIME = 2;
    static final int OPERATOR = 3;
    static final int WORK = 4;

    private static final int BYTES_MIN = 1 << 10;

    private final BinaryOutput out;
    private final ValueEncoder values;
    private final int taskIndex;
    private final Extent extent;

    /**
     * Makes one.
     *
     * @param task its name, for people
     * @param taskIndex which of the tasks of its stage it is
     * @param codecs what can be stored
     */
    public TaskWriter(String task, int taskIndex, Codecs codecs) {
        this(task, taskIndex, new ValueEncoder(codecs), Extent.WHOLE, BYTES_MIN);
    }

    /**
     * Makes one.
     *
     * @param task its name, for people
     * @param taskIndex which of the tasks of its stage it is
     * @param values the same for all captures of a task, so that entries of one can be read by the schemas of a later one
     * @param extent how much is to be written
     * @param bytesExpected how many it will be
     */
    public TaskWriter(String task, int taskIndex, ValueEncoder values, Extent extent, int bytesExpected) {
        out = new BinaryOutput(Math.max(BYTES_MIN, bytesExpected));
        this.values = values;
        this.taskIndex = taskIndex;
        this.extent = extent;
        out.writeString(task);
        out.writeVarint(taskIndex);
    }

    private void section(int kind, String name, Runnable fields) {
        out.writeByte(kind);
        out.writeString(name);
        int lengthAt = out.size();
        out.writeInt(0);
        fields.run();
        out.setInt(lengthAt, out.size() - lengthAt - Integer.BYTES);
    }

    /** Adds where a split of a source stands. */
    public void split(String source, SplitState split) {
        section(SPLIT, source, () -> {
            byte[] position = split.position();
            out.writeString(split.id());
            out.writeBoolean(position == null);
            out.writeBytes(position == null ? new byte[0] : position);
            out.writeSigned(split.time().maxSeen());
            out.writeSigned(split.time().watermark());
            out.writeSigned(split.time().arrivals());
            out.writeSigned(split.time().unconfirmed());
            out.writeSigned(split.time().lastArrivalMillis());
            cause(split.time().cause());
            out.writeBoolean(split.time().hasCaughtUp());
        });
    }

    /** Adds the time of the lanes before an operator, of each side and of all. */
    public void time(String operator, List<WatermarkMerge.Standing> standings) {
        section(TIME, operator, () -> {
            out.writeVarint(standings.size());
            for (WatermarkMerge.Standing standing : standings) {
                out.writeSigned(standing.watermark());
                cause(standing.cause());
                out.writeBoolean(standing.hasCaughtUp());
            }
        });
    }

    private void cause(ClosedBy cause) {
        out.writeByte(ClosedByCode.of(cause));
    }

    /**
     * Adds the state of an operator, or the counters of a source.
     *
     * @param operator its name
     * @param counters what happened to its records
     * @param state writes its lists
     */
    public void operator(String operator, OperatorCounters counters, Consumer<StateWriter> state) {
        section(OPERATOR, operator, () -> {
            write(counters, out);
            StateWriter lists = new StateWriter(out, values, taskIndex, extent);
            state.accept(lists);
            lists.end();
        });
    }

    static void write(OperatorCounters counters, BinaryOutput out) {
        out.writeSigned(counters.in);
        out.writeSigned(counters.passed);
        out.writeSigned(counters.filtered);
        out.writeSigned(counters.late);
        out.writeSigned(counters.failed);
        out.writeSigned(counters.dropped);
        out.writeSigned(counters.out);
        out.writeSigned(counters.ahead);
    }

    /** Adds what a writer prepared, and nobody has committed as far as the task knows. */
    public void work(String sink, long epoch, byte[] prepared) {
        section(WORK, sink, () -> {
            out.writeVarint(taskIndex);
            out.writeVarint(epoch);
            out.writeBytes(prepared);
        });
    }

    /** Ends, and gives all bytes. */
    public BinaryOutput finish() {
        out.writeByte(END);
        values.writeSchemas(out);
        return out;
    }
}
