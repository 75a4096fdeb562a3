package dev.millrace.engine.checkpoint;

import dev.millrace.engine.state.Extent;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The files of one execution, each of which has what changed since the one before, after one that has everything.
 * When the changes have outgrown the rest the chain begins anew: if all of it is small, by a checkpoint of everything; else the files are merged,
 * in steps between which checkpoints are written. Used by the writer, but for {@link #next}; what both need is guarded by this.
 */
final class Chain {

    private static final System.Logger LOGGER = System.getLogger(Chain.class.getName());

    /** A start reads no more files than that, and those that are written while they are merged. */
    private static final int CHANGES_MAX = 32;

    private final CheckpointSettings settings;
    private final CheckpointFiles files;
    private final BooleanSupplier isStopped;

    /** The last file that is complete; null before the first. */
    private CheckpointFiles.@Nullable Written last;

    /** Whether what was captured last is in it. */
    private boolean isLastKept;

    private long wholeBytes;
    private long lastChangesBytes;
    private long changesBytes;
    private int changes;

    /** What is being merged, and the file that it will be. */
    private @Nullable ChainMerge merge;

    private CheckpointFiles.@Nullable Written merged;

    /** Length and number of the changes behind that file. */
    private long changesBytesBehind;

    private int changesBehind;

    Chain(CheckpointSettings settings, BooleanSupplier isStopped) {
        this.settings = settings;
        this.isStopped = isStopped;
        files = new CheckpointFiles(settings.storage());
    }

    /** Says how much the next checkpoint is to have. */
    synchronized Extent next() {
        boolean isNew = last == null || isOutgrown() && isSmall() && merge == null;
        Extent extent = new Extent(isNew, isLastKept);
        isLastKept = false;
        return extent;
    }

    private boolean isOutgrown() {
        return changesBytes > wholeBytes || changes >= CHANGES_MAX;
    }

    private boolean isSmall() {
        return wholeBytes + changesBytes < settings.mergedFromBytes();
    }

    /**
     * Writes a checkpoint.
     *
     * @param name of its file
     * @param extent of what the tasks have captured
     * @return its length in bytes
     * @throws IOException if it could not be written; it may be there or not
     */
    long write(String name, CheckpointHeader header, List<CapturedTask> tasks, Extent extent) throws IOException {
        CheckpointFiles.Written written = files.write(name, header, tasks, extent.isWhole() ? null : last);
        if (header.kind() != CheckpointHeader.Kind.SAVEPOINT) {
            onWritten(written);
        }
        return written.bytes();
    }

    private synchronized void onWritten(CheckpointFiles.Written written) {
        last = written;
        isLastKept = true;
        if (written.link().isComplete()) {
            wholeBytes = written.bytes();
            changesBytes = 0;
            changes = 0;
        } else {
            lastChangesBytes = written.bytes();
            changesBytes += written.bytes();
            changes++;
            changesBytesBehind += written.bytes();
            changesBehind++;
        }
    }

    /** Removes what is not needed any more, and begins to merge if it is time. */
    void tidy() throws IOException {
        CheckpointFiles.Written newest = last;
        if (newest == null) {
            return;
        }
        files.removeOld(settings.retained(), newest.epoch());
        if (merge == null && isOutgrown() && !isSmall() && !isStopped.getAsBoolean()) {
            begin(files.merge(newest), newest);
            settings.writer().execute(this::goOn);
        }
    }

    private synchronized void begin(ChainMerge newMerge, CheckpointFiles.Written newest) {
        merge = newMerge;
        merged = newest;
        changesBytesBehind = 0;
        changesBehind = 0;
    }

    private synchronized void end() {
        merge = null;
    }

    private synchronized void onMerged(long bytes) {
        wholeBytes = bytes;
        changesBytes = changesBytesBehind;
        changes = changesBehind;
        end();
    }

    /** Merges some more. What waits to be written comes first. */
    private void goOn() {
        ChainMerge current = merge;
        CheckpointFiles.Written newest = merged;
        if (current == null || newest == null) {
            return;
        }
        try {
            boolean hasMore = !isStopped.getAsBoolean() && current.step();
            if (isStopped.getAsBoolean()) {
                end();
                current.abandon();
            } else if (hasMore) {
                settings.writer().execute(this::goOn);
            } else {
                onMerged(files.finish(current, newest));
                tidy();
            }
        } catch (IOException | RuntimeException failed) {
            end();
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "the files of checkpoints could not be merged; they stay as they are, and it is tried again after the"
                            + " next checkpoint",
                    failed);
            abandon(current);
        }
    }

    private static void abandon(ChainMerge failed) {
        try {
            failed.abandon();
        } catch (IOException | RuntimeException again) {
            LOGGER.log(System.Logger.Level.DEBUG, "what a merge has left is removed later", again);
        }
    }

    synchronized long lastWholeBytes() {
        return wholeBytes;
    }

    synchronized long lastChangesBytes() {
        return lastChangesBytes;
    }
}
