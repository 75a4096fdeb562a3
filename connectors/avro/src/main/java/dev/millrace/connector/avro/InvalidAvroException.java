package dev.millrace.connector.avro;

import java.io.IOException;
import java.io.Serial;

/** Bytes that are no record, or no record of this class. Its message names the field. */
final class InvalidAvroException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String path;
    private final String reason;

    /**
     * Makes one.
     *
     * @param reason what follows the name of the field, as {@code must be an int, got 5000000000}
     */
    InvalidAvroException(String reason) {
        this("", reason);
    }

    private InvalidAvroException(String path, String reason) {
        super((path.isEmpty() ? "the record" : "'" + path + "'") + " " + reason);
        this.path = path;
        this.reason = reason;
    }

    /** The same, seen from the record or list around it. */
    InvalidAvroException in(String step) {
        String join = path.isEmpty() || path.startsWith("[") ? "" : ".";
        return new InvalidAvroException(step + join + path, reason);
    }
}
