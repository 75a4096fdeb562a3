package dev.millrace.engine.checkpoint;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What all tasks have handed in for a view. It is made readable on the thread of the first who reads it. Thread-safe. */
public final class CapturedView {

    private final CheckpointHeader header;

    /** Given up when they have been read. Guarded by this. */
    private List<CapturedTask> tasks;

    private @Nullable Checkpoint checkpoint;

    CapturedView(CheckpointHeader header, List<CapturedTask> tasks) {
        this.header = header;
        this.tasks = tasks;
    }

    /** The state, to be read as that of a checkpoint is. */
    public synchronized Checkpoint checkpoint() {
        if (checkpoint == null) {
            List<TaskBlock> blocks = new ArrayList<>();
            tasks.forEach(each -> blocks.add(new TaskBlock(each.toByteArray(), false)));
            checkpoint = new Checkpoint(header, 0, blocks);
            tasks = List.of();
        }
        return checkpoint;
    }
}
