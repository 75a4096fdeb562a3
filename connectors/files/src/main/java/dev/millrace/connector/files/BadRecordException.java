package dev.millrace.connector.files;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A line of a file that is no record. Its message names file, line and reason, as
 * {@code edits.json.gz, line 17: 'added' must be a long, got "x"}.
 */
public final class BadRecordException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long line;

    /**
     * Makes one.
     *
     * @param file name of the file
     * @param line where the record starts in it, from 1
     * @param reason what is wrong, one sentence without its full stop
     * @param cause what the parser threw, or null if the connector found it itself
     */
    public BadRecordException(String file, long line, String reason, @Nullable Throwable cause) {
        super(file + ", line " + line + ": " + reason, cause);
        this.file = file;
        this.line = line;
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
     * The line.
     *
     * @return number of the line on which the record starts, from 1
     */
    public long line() {
        return line;
    }
}
