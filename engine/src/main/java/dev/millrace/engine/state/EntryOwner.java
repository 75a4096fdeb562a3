package dev.millrace.engine.state;

/** Which tasks get an entry of a list. */
public enum EntryOwner {
    /** The one that has the shard of its key. */
    KEY,
    /** Any one. */
    ANY_TASK,
    /** All. */
    ALL_TASKS
}
