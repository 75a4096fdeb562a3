package dev.millrace.engine.pattern;

import org.jspecify.annotations.Nullable;

/** One row of a key while it is looked at or kept. */
final class Row {

    /** Tells all rows of an operator apart. */
    final long serial;

    /** Its number among the rows of its key; those of neighbours differ by one. */
    final long index;

    final long timestamp;
    final long origin;
    final Object value;

    /** How many keep it; see {@link KeptRows}. */
    int holders;

    /** Whether a condition has thrown for it, and that was told: once is enough. */
    boolean isSetAside;

    /** The next row of the key, where rows are kept to be searched again. */
    @Nullable
    Row next;

    Row(long serial, long index, long timestamp, long origin, Object value) {
        this.serial = serial;
        this.index = index;
        this.timestamp = timestamp;
        this.origin = origin;
        this.value = value;
    }
}
