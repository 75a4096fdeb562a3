package dev.millrace.api.connector;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.function.ThrowingToLong;
import dev.millrace.api.time.TimeSpec;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A description of where records come from. Immutable; it is asked for its splits when a job starts.
 *
 * <p>A source is divided into splits, each read in order by one reader: a partition of a topic, a file, a table. A
 * source with one split is read by one worker, however many there are.
 *
 * @param <T> type of the records
 */
public interface Source<T> {

    /** The most splits that one source may have. */
    int SPLITS_MAX = 1 << 20;

    /**
     * Finds the splits. Called when a job starts, on the thread that starts it; it may block, and must fail here rather
     * than later if what it describes does not exist.
     *
     * @return at least one split, always in the same order, at most {@link #SPLITS_MAX}; ids are unique
     * @throws Exception whatever went wrong, with a message for the user: it is what the start throws
     */
    List<? extends Split<T>> splits() throws Exception;

    /**
     * Opens what looks for splits that appear while the job runs. Called on the worker of the source's first task.
     *
     * @param known what {@link #splits} returned when this job started
     * @param context what it may use of its surroundings
     * @return null unless overridden: no splits appear
     * @throws Exception whatever went wrong; it fails the job
     */
    default @Nullable SplitDiscovery<T> discover(List<? extends Split<T>> known, ReaderContext context)
            throws Exception {
        return null;
    }

    /**
     * Tells whether reading a split again from a stored position gives the same records, which exactly-once needs.
     *
     * @return true for files and logs, false for sockets and for records that a program pushes
     */
    boolean isReplayable();

    /**
     * This source with the time that its records have if the user names none.
     *
     * @return without a time unless overridden: windows cannot be built on the stream
     */
    default TimedSource<T> withDefaultTime() {
        return new TimedSource<>(this, TimeSpec.of(TimeSpec.Kind.NONE, null));
    }

    /**
     * Tells a user what this is.
     *
     * @return a short text without secrets, as {@code JSON lines in edits.json.gz}
     */
    default String describe() {
        return getClass().getSimpleName();
    }

    /**
     * Has this source read no faster than at a rate, by the clock of the job: not to starve others of a disk or a network, or to have
     * a replay go at the pace of life. After silence, up to a tenth of a second's records come at once.
     *
     * @param recordsPerSecond at least 1, of all splits together; each has an equal share, also when others have nothing, and
     *     one that appears later has as much
     * @return a source of the same records
     */
    default Source<T> rateLimit(long recordsPerSecond) {
        return new RateLimitedSource<>(this, recordsPerSecond);
    }

    /**
     * Takes event time from a field of the record.
     *
     * @param timestamp reads the time; finer than milliseconds is floored
     * @return this source with event time and no tolerance of disorder; see {@link TimedSource#outOfOrderBy}
     */
    default TimedSource<T> eventTime(ThrowingFunction<T, Instant> timestamp) {
        return eventTimeMillis(value -> timestamp.apply(value).toEpochMilli());
    }

    /**
     * Takes event time from a field of the record that holds epoch milliseconds.
     *
     * @param timestamp reads the time
     * @return this source with event time and no tolerance of disorder; see {@link TimedSource#outOfOrderBy}
     */
    default TimedSource<T> eventTimeMillis(ThrowingToLong<T> timestamp) {
        return new TimedSource<>(this, TimeSpec.of(TimeSpec.Kind.EVENT, timestamp));
    }

    /**
     * Takes the timestamps that the connector knows beside each record, as those of a Kafka record.
     *
     * @return this source with event time and no tolerance of disorder; see {@link TimedSource#outOfOrderBy}
     */
    default TimedSource<T> sourceTime() {
        return new TimedSource<>(this, TimeSpec.of(TimeSpec.Kind.SOURCE, null));
    }

    /**
     * Takes the clock at the moment of reading as the time of a record.
     *
     * @return this source with processing time
     */
    default TimedSource<T> processingTime() {
        return new TimedSource<>(this, TimeSpec.of(TimeSpec.Kind.PROCESSING, null));
    }
}
