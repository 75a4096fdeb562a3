package dev.millrace.cli;

import dev.millrace.engine.checkpoint.StoredEntry;

/** How entries of state are written in a line. */
final class StatePrinter {

    private StatePrinter() {}

    /** The key, or to whom the entry belongs that has none. */
    static String key(StoredEntry entry) {
        return switch (entry.owner()) {
            case KEY -> String.valueOf(entry.key());
            case ANY_TASK -> "(any task)";
            case ALL_TASKS -> "(all tasks)";
        };
    }

    /** The fields, or how many bytes they are. */
    static String fields(StoredEntry entry) {
        if (entry.isLayoutKnown()) {
            return String.join(", ", entry.fields());
        }
        return entry.bytes() + (entry.bytes() == 1 ? " byte" : " bytes");
    }
}
