package dev.millrace.cli;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A failure that is explained to the user by its message alone. */
final class CommandException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        super(message);
    }

    CommandException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
