package dev.millrace.connector.avro;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** A record of a file that cannot be read. Its message names file, record and reason, as {@code edits.avro, record 17: 'added' must be an int, got 5000000000}. */
public final class BadAvroRecordException extends IOException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String file;
    private final long record;

    /**
     * Makes one.
     *
     * @param file name of the file
     * @param place where in the file, as {@code edits.avro, record 17}
     * @param record number of the record in its split, from 1
     * @param reason what is wrong, one sentence without its full stop
     * @param cause what was thrown, or null
     */
    public BadAvroRecordException(String file, String place, long record, String reason, @Nullable Throwable cause) {
        super(place + ": " + reason, cause);
        this.file = file;
        this.record = record;
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
     * The record.
     *
     * @return its number in its split, from 1
     */
    public long record() {
        return record;
    }
}
