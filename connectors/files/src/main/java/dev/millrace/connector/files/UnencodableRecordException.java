package dev.millrace.connector.files;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A record that does not fit the format of a file. Its message is one sentence without its full stop, which names the field. */
public final class UnencodableRecordException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param reason what is wrong, as {@code 'stats.mean' must be a double, got null}
     * @param cause what the format's library said, or null
     */
    public UnencodableRecordException(String reason, @Nullable Throwable cause) {
        super(reason, cause);
    }
}
