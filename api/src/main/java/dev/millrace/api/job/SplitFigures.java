package dev.millrace.api.job;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far one split of a source has come. Instants of processing time are those of the job's clock.
 *
 * @param source name of the source
 * @param split id of the split, empty for a source that the program pushes into
 * @param status what reading it came to last
 * @param greatest the greatest event time of its records that may move time; empty before the first
 * @param watermark no on-time record of it has an earlier event time; empty before the first record
 * @param outOfOrderBy how far its records may be out of order
 * @param lastRecord when its last record was read; empty before the first
 * @param caughtUpSince since when it has stood at its known end; empty if it does not, or is bounded
 * @param lag records that its source knows to lie before it unread, perhaps of a moment ago; empty if it does not know
 * @param idleAfter for how long it has to stand there to be idle; empty if it never is, as a bounded one
 */
public record SplitFigures(
        String source,
        String split,
        SplitStatus status,
        Optional<Instant> greatest,
        Optional<Instant> watermark,
        Duration outOfOrderBy,
        Optional<Instant> lastRecord,
        Optional<Instant> caughtUpSince,
        OptionalLong lag,
        Optional<Duration> idleAfter) {

    /**
     * How far the greatest event time is behind a clock: what a dashboard would be behind the world, however fast the job is.
     *
     * @param now as {@link JobSnapshot#takenAt}
     * @return negative for records of the future; empty before the first record
     */
    public Optional<Duration> timeLag(Instant now) {
        return greatest.map(time -> Duration.between(time, now));
    }

    /** In the words of messages: {@code split 'b' of 'edits'}. */
    String describe() {
        return split.isEmpty() ? "'" + source + "'" : "split '" + split + "' of '" + source + "'";
    }

    /** Whether it has not come to a time yet. */
    boolean isBefore(Instant time) {
        return watermark.isEmpty() || watermark.get().isBefore(time);
    }
}
