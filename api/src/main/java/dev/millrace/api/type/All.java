package dev.millrace.api.type;

/** The key of what is not divided by key. */
public enum All {
    /** The only one. */
    ALL
}
