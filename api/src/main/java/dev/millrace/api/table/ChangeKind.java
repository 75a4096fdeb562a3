package dev.millrace.api.table;

/** What happened to a row of a table. */
public enum ChangeKind {
    /** The key had no value before. */
    INSERT,
    /** The key has a new value in place of another. */
    UPDATE,
    /** The key has no value any more. */
    DELETE
}
