package dev.millrace.api.join;

/** What an as-of join does with a record for whose time the table may still get versions. */
public enum OnIncomplete {
    /** The record waits until the table's watermark has passed it. The answer is then final. */
    WAIT,
    /** The record is joined at once with what is known, and told that there may be more; see {@link AsOf#isComplete}. */
    TELL
}
