package dev.millrace.api.job;

import java.util.Objects;
import java.util.Optional;

/**
 * A checkpoint that was asked for, and that is kept until somebody deletes its file. It holds all that a start needs. Immutable.
 *
 * @param epoch the last one that is in it; its number in the directory
 * @param label what it was called when it was asked for
 * @param name of its file
 * @param place where the file is: the directory, for people
 * @param bytes length of the file
 */
public record Savepoint(long epoch, Optional<String> label, String name, String place, long bytes) {

    /** Validates. */
    public Savepoint {
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(place, "place");
    }
}
