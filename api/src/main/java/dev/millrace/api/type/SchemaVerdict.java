package dev.millrace.api.type;

import java.util.List;

/**
 * What becomes of stored values of one class, now that the class may have changed.
 *
 * @param name of the class as it was stored, or of the kind of values
 * @param outcome whether they can be read
 * @param changes what was changed, and what it means; empty if they are kept; immutable
 */
public record SchemaVerdict(String name, Outcome outcome, List<String> changes) {

    /** Whether stored values can be read. */
    public enum Outcome {
        /** As they are. */
        KEPT,
        /** As values of the class of now, by its rules. */
        MIGRATED,
        /** Not at all; they can only be passed over where they are in a field that is gone. */
        REFUSED
    }

    /** Copies. */
    public SchemaVerdict {
        changes = List.copyOf(changes);
    }

    static SchemaVerdict kept(String name) {
        return new SchemaVerdict(name, Outcome.KEPT, List.of());
    }

    static SchemaVerdict migrated(String name, List<String> changes) {
        return changes.isEmpty() ? kept(name) : new SchemaVerdict(name, Outcome.MIGRATED, changes);
    }

    static SchemaVerdict refused(String name, List<String> reasons) {
        return new SchemaVerdict(name, Outcome.REFUSED, reasons);
    }

    /** {@return a line for people, as {@code MIGRATED com.acme.Edit: level is new: 7}} */
    @Override
    public String toString() {
        return outcome + " " + name + (changes.isEmpty() ? "" : ": " + String.join("; ", changes));
    }
}
