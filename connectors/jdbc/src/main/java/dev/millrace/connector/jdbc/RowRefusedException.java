package dev.millrace.connector.jdbc;

import java.io.Serial;

/** A row of those that were sent is not taken, and the transaction has been rolled back. */
final class RowRefusedException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    RowRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
