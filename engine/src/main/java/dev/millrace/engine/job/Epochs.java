package dev.millrace.engine.job;

import dev.millrace.engine.checkpoint.CapturedTask;
import dev.millrace.engine.checkpoint.Checkpoint;
import dev.millrace.engine.state.Extent;
import org.jspecify.annotations.Nullable;

/** What a task of a job with checkpoints knows of the epochs of that job. Thread-safe. */
interface Epochs {

    /** The checkpoint from which the job goes on, or null. */
    @Nullable
    Checkpoint restored();

    /** The number that an origin of the checkpoint has in this job. */
    long originOfNow(long origin);

    /** The last epoch that is to end. */
    long requested();

    /** How many complete checkpoints are kept, to each of which the job may go back. */
    int retained();

    /** How much is to be captured for that epoch. */
    Extent extent();

    /** Takes what a task hands in at the end of an epoch, and how long it has taken to write it. */
    void onCaptured(int task, long epoch, CapturedTask state, boolean isLast, long pauseMicros);
}
