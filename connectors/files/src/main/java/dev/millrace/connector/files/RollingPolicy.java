package dev.millrace.connector.files;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a file of a directory is ended. Immutable.
 *
 * @param bytes which it may have, about
 * @param span of event time which it may have, or null for any
 * @param epochs after which it is ended
 * @param openFilesMax how many files may be open
 */
record RollingPolicy(long bytes, @Nullable Duration span, int epochs, int openFilesMax) {

    static final RollingPolicy STANDARD =
            new RollingPolicy(DirectorySink.FILE_BYTES_MAX, null, 1, DirectorySink.OPEN_FILES_MAX);

    RollingPolicy {
        if (bytes < 1) {
            throw new IllegalArgumentException("a file is ended at 1 byte or more, got " + bytes);
        }
        if (span != null && span.toMillis() < 1) {
            throw new IllegalArgumentException("a file is ended after at least 1 ms of event time, got " + span);
        }
        if (epochs < 1) {
            throw new IllegalArgumentException("a file is ended after 1 epoch or more, got " + epochs);
        }
        if (openFilesMax < 1) {
            throw new IllegalArgumentException("openFilesMax must be at least 1, got " + openFilesMax);
        }
    }

    RollingPolicy withBytes(long changed) {
        return new RollingPolicy(changed, span, epochs, openFilesMax);
    }

    RollingPolicy withSpan(Duration changed) {
        return new RollingPolicy(bytes, changed, epochs, openFilesMax);
    }

    RollingPolicy withEpochs(int changed) {
        return new RollingPolicy(bytes, span, changed, openFilesMax);
    }

    RollingPolicy withOpenFilesMax(int changed) {
        return new RollingPolicy(bytes, span, epochs, changed);
    }

    /** Whether a file must be ended before a record with this timestamp. One that is older than the first goes to it. */
    boolean isFull(PartFile<?> file, long timestampMillis) {
        return file.bytes() >= bytes
                || (span != null && isBeyond(span.toMillis(), file.firstTimestamp(), timestampMillis));
    }

    /** Timestamps may be anything, so the difference may not fit. */
    private static boolean isBeyond(long spanMillis, long first, long timestampMillis) {
        long passed = timestampMillis - first;
        return timestampMillis > first && (passed < 0 || passed >= spanMillis);
    }
}
