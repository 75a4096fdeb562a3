package dev.millrace.connector.parquet;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A row of a file that is no record of the class. Its message names file, row and reason, as {@code edits.parquet, row 17: 'added' must be there}. */
public final class BadParquetRecordException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long row;

    BadParquetRecordException(String file, long row, String reason, @Nullable Throwable cause) {
        super(file + ", row " + row + ": " + reason, cause);
        this.file = file;
        this.row = row;
    }

    /**
     * The file.
     *
     * @return its name without directories
     */
    public String file() {
        return file;
    }

    /**
     * The row.
     *
     * @return its number in the file, from 1
     */
    public long row() {
        return row;
    }
}
