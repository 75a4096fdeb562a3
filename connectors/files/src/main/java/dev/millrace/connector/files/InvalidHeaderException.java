package dev.millrace.connector.files;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A line should name the columns of those behind it, and does not. */
final class InvalidHeaderException extends InvalidLineException {

    @Serial
    private static final long serialVersionUID = 1L;

    InvalidHeaderException(String reason, @Nullable Throwable cause) {
        super(reason);
        initCause(cause);
    }
}
