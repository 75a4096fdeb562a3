package dev.millrace.connector.files;

import java.io.Serial;

/** Says why a line is no record, where file and line number are not known. Always turned into a bad record's error. */
sealed class InvalidLineException extends Exception permits InvalidHeaderException {

    @Serial
    private static final long serialVersionUID = 1L;

    InvalidLineException(String reason) {
        super(reason);
    }
}
