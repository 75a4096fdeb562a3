package dev.millrace.engine.job;

import dev.millrace.engine.checkpoint.CapturedTask;

/** What a task knows of the barriers of its job, beside its epochs. Thread-safe. */
interface Cuts {

    /** The last barrier that sources are to send, of an epoch or a view. */
    long barrier();

    /** Takes what a task hands in for a view. */
    void onViewCaptured(int task, long view, CapturedTask state);

    /** A task cannot write its state for the view under way; what it hands in for it is nothing. */
    void onViewFailed(Exception failure);
}
