package dev.millrace.engine.source;

/** Whether the sources of a job are read. */
public enum Intake {
    /** They are. */
    OPEN,
    /** They are not, for now: their time stands still. */
    PAUSED,
    /** They are not any more, as the job ends with a savepoint; but what the program has pushed already is read before. */
    STOPPING,
    /** They are taken to end here; but what the program has pushed already is read before. */
    DRAINING
}
