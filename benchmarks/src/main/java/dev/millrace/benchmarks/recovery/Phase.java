package dev.millrace.benchmarks.recovery;

/** What a process of a trial is for. */
public enum Phase {
    /** The job keeps its state in memory alone. */
    PLAIN,
    /** It makes checkpoints, and is killed in the end. */
    CHECKPOINTED,
    /** Another process goes on from the last of those. */
    RESTARTED
}
