package dev.millrace.api.connector;

import dev.millrace.api.storage.Storage;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The log in which an ingress keeps pushed records. Immutable; exactly one of directory and storage is set.
 *
 * @param directory where, made if it does not exist, of this ingress alone; or null
 * @param storage where, closed by whoever made it, of this ingress alone; or null
 * @param bytesMax how long all files of it together may get
 * @param isJournal whether every record is kept there before {@link Ingress#put} returns, or only those for which there is no
 *     room in memory
 */
public record PushLog(@Nullable Path directory, @Nullable Storage storage, long bytesMax, boolean isJournal) {

    /** The limit of bytes, unless set: one gibibyte. */
    public static final long DEFAULT_BYTES_MAX = 1L << 30;

    /** The least limit of bytes: 64 kibibytes. */
    public static final long BYTES_MAX_MIN = 1L << 16;

    /** Validates. */
    public PushLog {
        if ((directory == null) == (storage == null)) {
            throw new IllegalArgumentException("a log is in a directory or in a storage, one of both");
        }
        if (bytesMax < BYTES_MAX_MIN) {
            throw new IllegalArgumentException(
                    "the log of an ingress must have room for " + BYTES_MAX_MIN + " bytes at least, got " + bytesMax);
        }
    }

    static PushLog in(Path directory, boolean isJournal) {
        return new PushLog(Objects.requireNonNull(directory, "directory"), null, DEFAULT_BYTES_MAX, isJournal);
    }

    static PushLog in(Storage storage, boolean isJournal) {
        return new PushLog(null, Objects.requireNonNull(storage, "storage"), DEFAULT_BYTES_MAX, isJournal);
    }

    PushLog withBytesMax(long bytes) {
        return new PushLog(directory, storage, bytes, isJournal);
    }

    /**
     * Tells a user where it is.
     *
     * @return as a path
     */
    public String describe() {
        return storage == null ? String.valueOf(directory) : storage.describe();
    }
}
