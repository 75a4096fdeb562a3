package dev.millrace.engine.checkpoint;

import dev.millrace.api.type.BinaryOutput;
import dev.millrace.api.type.Codecs;
import dev.millrace.api.type.ValueEncoder;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.source.SplitState;
import dev.millrace.engine.state.CapturePieces;
import dev.millrace.engine.state.Extent;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.time.WatermarkMerge;
import java.util.ArrayList;
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

    private final CapturePieces pieces;
    private final List<Section> sections = new ArrayList<>();
    private final ValueEncoder values;
    private final int taskIndex;
    private final Extent extent;

    /**
     * Whose length has still to be written, since rows in it come later.
     *
     * @param start has the place
     * @param lengthAt where it is
     * @param length without those rows
     * @param laterFrom index of the first list with such rows
     * @param laterTo one more than that of the last
     */
    private record Section(BinaryOutput start, int lengthAt, int length, int laterFrom, int laterTo) {}

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
     * @param bytesExpected how many it will be, without rows
     */
    public TaskWriter(String task, int taskIndex, ValueEncoder values, Extent extent, int bytesExpected) {
        pieces = new CapturePieces(Math.max(BYTES_MIN, bytesExpected));
        this.values = values;
        this.taskIndex = taskIndex;
        this.extent = extent;
        pieces.current().writeString(task);
        pieces.current().writeVarint(taskIndex);
    }

    private void section(int kind, String name, Consumer<BinaryOutput> fields) {
        BinaryOutput start = pieces.current();
        start.writeByte(kind);
        start.writeString(name);
        int lengthAt = start.size();
        start.writeInt(0);
        int before = pieces.size();
        int laterFrom = pieces.laterCount();
        fields.accept(start);
        sections.add(new Section(start, lengthAt, pieces.size() - before, laterFrom, pieces.laterCount()));
    }

    /** Adds where a split of a source stands. */
    public void split(String source, SplitState split) {
        section(SPLIT, source, out -> {
            byte[] position = split.position();
            out.writeString(split.id());
            out.writeBoolean(position == null);
            out.writeBytes(position == null ? new byte[0] : position);
            out.writeSigned(split.time().maxSeen());
            out.writeSigned(split.time().watermark());
            out.writeSigned(split.time().arrivals());
            out.writeSigned(split.time().unconfirmed());
            out.writeSigned(split.time().lastArrivalMillis());
            cause(split.time().cause(), out);
            out.writeBoolean(split.time().hasCaughtUp());
        });
    }

    /** Adds the time of the lanes before an operator, of each side and of all. */
    public void time(String operator, List<WatermarkMerge.Standing> standings) {
        section(TIME, operator, out -> {
            out.writeVarint(standings.size());
            for (WatermarkMerge.Standing standing : standings) {
                out.writeSigned(standing.watermark());
                cause(standing.cause(), out);
                out.writeBoolean(standing.hasCaughtUp());
            }
        });
    }

    private static void cause(ClosedBy cause, BinaryOutput out) {
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
        section(OPERATOR, operator, out -> {
            write(counters, out);
            StateWriter lists = new StateWriter(pieces, values, taskIndex, extent);
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
        section(WORK, sink, out -> {
            out.writeVarint(taskIndex);
            out.writeVarint(epoch);
            out.writeBytes(prepared);
        });
    }

    /** Number of bytes so far, without rows. */
    public int size() {
        return pieces.size();
    }

    /**
     * Writes rows that the operators have left for later.
     *
     * @param rowsMax at most so many
     * @return whether there may be more
     */
    public boolean writeRows(int rowsMax) {
        return pieces.write(rowsMax);
    }

    /** Gives up; the rest need not be kept as it was. */
    public void discard() {
        pieces.discard();
    }

    /** Writes what is left, and gives all bytes. */
    public CapturedTask finish() {
        pieces.writeAll();
        pieces.current().writeByte(END);
        values.writeSchemas(pieces.current());
        for (Section section : sections) {
            int ofRows = pieces.laterSize(section.laterFrom, section.laterTo);
            section.start.setInt(section.lengthAt, Math.addExact(section.length, ofRows));
        }
        return new CapturedTask(pieces.finish());
    }
}
