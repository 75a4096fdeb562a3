package dev.millrace.engine.checkpoint;

import dev.millrace.api.type.Codecs;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.engine.checkpoint.CheckpointHeader.SplitName;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.source.SplitState;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.time.SplitTime;
import dev.millrace.engine.time.WatermarkMerge;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A checkpoint of two tasks that has one of everything. */
final class SampleCheckpoint {

    static final long EPOCH = 7;
    static final String NAME = "checkpoint-0000000000000000007";

    enum Color {
        RED,
        GREEN
    }

    record Point(int x, double y, Color color, List<String> tags) {}

    static final Point POINT = new Point(-3, 0.5, Color.GREEN, List.of("a", "ü"));

    static final SplitTime.Standing SPLIT_TIME =
            new SplitTime.Standing(9, 5, 6, ClosedBy.SILENCE, Long.MIN_VALUE, 77, true);

    static final List<WatermarkMerge.Standing> TIME = List.of(
            new WatermarkMerge.Standing(4, ClosedBy.WATERMARK, false),
            new WatermarkMerge.Standing(Long.MAX_VALUE, ClosedBy.END, true),
            new WatermarkMerge.Standing(4, ClosedBy.WATERMARK, false));

    private SampleCheckpoint() {}

    static CheckpointHeader header(long epoch) {
        return new CheckpointHeader(
                "sample",
                epoch,
                CheckpointHeader.Kind.CHECKPOINT,
                1_600_000_000_000L,
                2,
                List.of(new SplitName("points", "left"), new SplitName("points", "right")));
    }

    static List<CapturedTask> tasks() {
        return List.of(task(0), task(1));
    }

    /** Each task has the keys that leave its index as remainder. */
    private static CapturedTask task(int index) {
        TaskWriter out = new TaskWriter("points-" + index, index, Codecs.STANDARD);
        byte[] position = index == 0 ? new byte[] {1, 2, 3} : null;
        out.split("points", new SplitState(index == 0 ? "left" : "right", position, SPLIT_TIME));
        out.operator("points", counters(10), state -> {});
        out.time("windows", TIME);
        out.operator("windows", counters(100), state -> writeState(state, index));
        out.work("sink", EPOCH, new byte[] {(byte) index});
        out.work("sink", EPOCH - 1, new byte[] {42});
        return out.finish();
    }

    static OperatorCounters counters(long base) {
        OperatorCounters counters = new OperatorCounters();
        counters.in = base;
        counters.passed = base - 6;
        counters.filtered = 1;
        counters.late = 2;
        counters.failed = 1;
        counters.dropped = 2;
        counters.out = base + 3;
        counters.ahead = 1;
        return counters;
    }

    private static void writeState(StateWriter out, int index) {
        out.list("numbers");
        for (long key = index; key < 8; key += 2) {
            out.entry(key, null);
            out.writeLong(key * key);
            out.writeBoolean(key > 3);
        }
        out.list("points");
        for (int key = index; key < 4; key += 2) {
            String text = "key " + key;
            out.entry(dev.millrace.api.type.StableHash.of(text), text);
            out.writeRow(key, 17, POINT);
            out.writeBits(Double.doubleToRawLongBits(key));
        }
        out.list("all");
        out.entryForAll();
        out.writeString("to all");
        out.writeValue(new TreeMap<>(Map.of(1L, Set.of(Color.RED), 2L, Set.of())));
        out.list("any");
        out.entryForAny();
        out.writeInt(index);
        out.writeValue(new Object[] {Instant.EPOCH, null, new long[] {1, 2}});
        out.list("none");
    }

    /** Writes it, and gives the bytes. */
    static byte[] bytes() throws IOException {
        MemoryStorage storage = new MemoryStorage();
        new CheckpointFiles(storage).write(header(EPOCH), tasks());
        return storage.files.get(NAME);
    }

    /** Reads it as a job does. */
    static Checkpoint read(byte[] bytes) throws IOException {
        MemoryStorage storage = new MemoryStorage();
        storage.files.put(NAME, bytes);
        return new CheckpointFiles(storage).read(new CheckpointFiles.Entry(NAME, EPOCH, false, null));
    }
}
