package dev.millrace.cli;

import dev.millrace.api.type.Codecs;
import dev.millrace.api.type.StableHash;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.engine.checkpoint.CheckpointFiles;
import dev.millrace.engine.checkpoint.CheckpointHeader;
import dev.millrace.engine.checkpoint.TaskWriter;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.source.SplitState;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.storage.DirectoryStorage;
import dev.millrace.engine.time.SplitTime;
import dev.millrace.engine.time.WatermarkMerge;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Checkpoints as a job of two tasks writes them, with a state of the test's choice. */
final class StoredCheckpoints {

    private StoredCheckpoints() {}

    /** A value of the state. */
    record Seen(String item, int times) {}

    static void write(Path directory, long epoch, Map<String, Integer> times) throws IOException {
        try (DirectoryStorage storage = DirectoryStorage.open(directory)) {
            CheckpointHeader header = new CheckpointHeader(
                    "shop",
                    epoch,
                    CheckpointHeader.Kind.CHECKPOINT,
                    epoch * 1_000,
                    2,
                    List.of(new CheckpointHeader.SplitName("orders", "file-0")));
            TaskWriter source = new TaskWriter("orders#0", 0, Codecs.STANDARD);
            SplitTime.Standing time =
                    new SplitTime.Standing(5_000, 4_000, 4_000, ClosedBy.WATERMARK, Long.MIN_VALUE, 0, false);
            source.split("orders", new SplitState("file-0", "byte 1234".getBytes(StandardCharsets.US_ASCII), time));
            source.operator("orders", new OperatorCounters(), state -> {});
            TaskWriter counts = new TaskWriter("counts#0", 0, Codecs.STANDARD);
            counts.time("counts", List.of(new WatermarkMerge.Standing(3_000, ClosedBy.WATERMARK, false)));
            OperatorCounters counters = new OperatorCounters();
            counters.in = 1_234;
            counts.operator("counts", counters, state -> write(state, times));
            counts.work("out", epoch, new byte[77]);
            new CheckpointFiles(storage).write(header, List.of(source.finish(), counts.finish()));
        }
    }

    private static void write(StateWriter out, Map<String, Integer> times) {
        out.list("value.seen");
        new TreeMap<>(times).forEach((item, count) -> {
            out.entry(StableHash.of(item), item);
            out.writeBoolean(false);
            out.writeValue(new Seen(item, count));
        });
        out.list("own");
        for (long key = 0; key < 3; key++) {
            out.entry(key, null);
            out.writeInt(7);
            out.writeBits(times.size());
        }
        out.list("time");
        out.entryForAll();
        out.writeLong(3_000);
    }
}
