package dev.millrace.connector.parquet;

import java.io.IOException;
import java.io.Serial;

/** Bytes that are no Parquet, or none that is read; its message is the end of a sentence. */
final class InvalidParquetException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    InvalidParquetException(String message) {
        super(message);
    }

    InvalidParquetException(String message, Throwable cause) {
        super(message, cause);
    }
}
