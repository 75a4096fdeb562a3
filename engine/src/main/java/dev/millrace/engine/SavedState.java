package dev.millrace.engine;

import dev.millrace.api.job.ResultExplanation;
import dev.millrace.api.job.ResultQuery;
import dev.millrace.api.storage.Storage;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.type.CorruptDataException;
import dev.millrace.api.view.StateUnavailableException;
import dev.millrace.api.view.StateView;
import dev.millrace.engine.checkpoint.Checkpoint;
import dev.millrace.engine.checkpoint.CheckpointFiles;
import dev.millrace.engine.checkpoint.CheckpointFiles.Entry;
import dev.millrace.engine.explain.ResultReplay;
import dev.millrace.engine.storage.ReadOnlyDirectory;
import dev.millrace.engine.view.CheckpointView;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Looks at the state that a job has left in its checkpoints, whether the job runs or not: nothing is locked or changed. Thread-safe.
 *
 * <pre>{@code
 * try (StateView view = SavedState.in(Path.of("checkpoints")).newest(pipeline)) {
 *     Map<String, Long> totals = view.<String, Long>aggregate("totals").asMap();
 * }
 * }</pre>
 *
 * <p>The pipeline is the one that the job ran, or a later one: its operators take up their state as after a restart, so
 * values of classes that have changed are read as a restart would read them. It is not run.
 */
public final class SavedState {

    /** How often the checkpoints of a job that goes on are looked for. */
    private static final int TRIES_MAX = 10;

    private final Storage storage;

    private SavedState(Storage storage) {
        this.storage = storage;
    }

    /**
     * Finds checkpoints in a directory.
     *
     * @param directory that a job was given for its checkpoints
     * @return nothing has been read yet
     * @throws IOException if it is no directory
     */
    public static SavedState in(Path directory) throws IOException {
        return new SavedState(ReadOnlyDirectory.open(directory));
    }

    /**
     * Finds checkpoints anywhere.
     *
     * @param storage that a job was given for its checkpoints; only read, and not closed
     * @return nothing has been read yet
     */
    public static SavedState in(Storage storage) {
        return new SavedState(storage);
    }

    /**
     * The epochs that can be looked at.
     *
     * @return those of all checkpoints, the newest first, whole or not
     * @throws IOException if the storage cannot be read
     */
    public List<Long> epochs() throws IOException {
        return new CheckpointFiles(storage).list().stream().map(Entry::epoch).toList();
    }

    /**
     * Reads the newest checkpoint that is whole.
     *
     * @param pipeline whose state it is
     * @return to be closed when it is not needed any more
     * @throws StateUnavailableException if there is none, or it is another pipeline's
     * @throws CorruptDataException if there are some, but none is whole
     * @throws IOException if the storage cannot be read
     */
    public StateView newest(Pipeline pipeline) throws IOException {
        CorruptDataException newest = null;
        for (Entry entry : new CheckpointFiles(storage).list()) {
            try {
                return view(pipeline, entry);
            } catch (CorruptDataException damaged) {
                newest = newest == null ? damaged : newest;
            } catch (NoSuchFileException removedMeanwhile) {
                // By the job that goes on, which has made newer ones.
            }
        }
        if (newest != null) {
            throw newest;
        }
        throw new StateUnavailableException("there is no checkpoint in " + storage.describe());
    }

    /**
     * Reads one checkpoint.
     *
     * @param pipeline whose state it is
     * @param epoch one of {@link #epochs}
     * @return to be closed when it is not needed any more
     * @throws StateUnavailableException if there is none of that epoch, or it is another pipeline's
     * @throws CorruptDataException if it is damaged
     * @throws IOException if the storage cannot be read
     */
    public StateView at(Pipeline pipeline, long epoch) throws IOException {
        for (Entry entry : new CheckpointFiles(storage).list()) {
            if (entry.epoch() == epoch) {
                return view(pipeline, entry);
            }
        }
        throw new StateUnavailableException("there is no checkpoint of epoch " + epoch + " in " + storage.describe()
                + "; there are those of " + epochs());
    }

    /**
     * Names the records behind one result, as {@link dev.millrace.api.job.Job#explainResult} does, of a job that may have ended.
     *
     * @param pipeline what the job ran; it is frozen by this, and its functions are called
     * @param query which result
     * @return the records, and in words what is not known
     * @throws IllegalStateException if there is no checkpoint, a source cannot be read again, or there is no such operator
     * @throws dev.millrace.api.job.JobFailedException if the replay fails
     * @throws CorruptDataException if a checkpoint is damaged
     * @throws IOException if the storage cannot be read
     */
    public ResultExplanation explainResult(Pipeline pipeline, ResultQuery query) throws IOException {
        for (int tries = 1; ; tries++) {
            try {
                return replay(pipeline, query).run();
            } catch (NoSuchFileException removedMeanwhile) {
                // By the job that goes on, which has made newer ones.
                if (tries == TRIES_MAX) {
                    throw removedMeanwhile;
                }
            }
        }
    }

    private ResultReplay replay(Pipeline pipeline, ResultQuery query) throws IOException {
        List<Entry> all = new CheckpointFiles(storage).list();
        if (all.isEmpty()) {
            throw new IllegalStateException("no result of '" + pipeline.name() + "' can be explained yet: there is no"
                    + " checkpoint in " + storage.describe());
        }
        Checkpoint newest = read(pipeline, all.get(0));
        boolean isFromBeginning = query.isFromBeginning() || all.size() == 1;
        Checkpoint oldest = isFromBeginning ? null : read(pipeline, all.get(all.size() - 1));
        Runnable pause = () -> LockSupport.parkNanos(ResultReplay.WAIT.toNanos());
        return new ResultReplay(pipeline, storage, oldest, newest, query, pause);
    }

    private StateView view(Pipeline pipeline, Entry entry) throws IOException {
        return new CheckpointView(pipeline, read(pipeline, entry));
    }

    private Checkpoint read(Pipeline pipeline, Entry entry) throws IOException {
        Checkpoint checkpoint = new CheckpointFiles(storage).read(entry);
        if (!checkpoint.header().pipeline().equals(pipeline.name())) {
            throw new StateUnavailableException("the checkpoints in " + storage.describe() + " are those of pipeline '"
                    + checkpoint.header().pipeline() + "', and this is '" + pipeline.name() + "'");
        }
        return checkpoint;
    }
}
