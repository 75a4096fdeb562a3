package dev.millrace.api.job;

import dev.millrace.api.storage.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a job keeps its state, so that it goes on after a crash as if there had been none, and how often. Immutable.
 *
 * <pre>{@code
 * Checkpoints checkpoints = Checkpoints.in(Path.of("state/wikipedia")).every(Duration.ofSeconds(1));
 *
 * try (Job job = runtime.start(pipeline, checkpoints)) {   // resumes by itself if there is a checkpoint
 *     job.await();
 * }
 * }</pre>
 *
 * <p>A directory belongs to one job at a time. To start from the beginning, name another one, or delete it. A job that has
 * finished stays finished: started again, it makes sure that its last results are committed, and ends.
 */
public final class Checkpoints {

    /** From the start of one checkpoint to that of the next, unless set. */
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);

    /** Complete checkpoints that are kept, unless set. */
    public static final int DEFAULT_RETAINED = 2;

    /** Restarts in a row, without a checkpoint between them, after which a job gives up, unless set. */
    public static final int DEFAULT_RESTARTS_MAX = 3;

    /** The wait before the first restart, unless set; it doubles with each that follows. */
    public static final Duration DEFAULT_BACKOFF = Duration.ofMillis(100);

    /** The longest wait before a restart. */
    public static final Duration BACKOFF_MAX = Duration.ofMinutes(1);

    private final Optional<Path> directory;
    private final Optional<Storage> storage;
    private final Duration interval;
    private final int retained;
    private final int restartsMax;
    private final Duration backoff;
    private final boolean isLossAllowed;
    private final Guarantee required;
    private final Optional<Path> startAt;

    private Checkpoints(
            Optional<Path> directory,
            Optional<Storage> storage,
            Duration interval,
            int retained,
            int restartsMax,
            Duration backoff,
            boolean isLossAllowed,
            Guarantee required,
            Optional<Path> startAt) {
        this.directory = directory;
        this.storage = storage;
        this.interval = interval;
        this.retained = retained;
        this.restartsMax = restartsMax;
        this.backoff = backoff;
        this.isLossAllowed = isLossAllowed;
        this.required = required;
        this.startAt = startAt;
    }

    /**
     * Keeps checkpoints in a directory.
     *
     * @param directory made if it does not exist; of this job alone
     * @return with defaults
     */
    public static Checkpoints in(Path directory) {
        return of(Optional.of(directory), Optional.empty());
    }

    /**
     * Keeps checkpoints in a storage of the caller's, which closes it.
     *
     * @param storage of this job alone
     * @return with defaults
     */
    public static Checkpoints in(Storage storage) {
        return of(Optional.empty(), Optional.of(storage));
    }

    private static Checkpoints of(Optional<Path> directory, Optional<Storage> storage) {
        return new Checkpoints(
                directory,
                storage,
                DEFAULT_INTERVAL,
                DEFAULT_RETAINED,
                DEFAULT_RESTARTS_MAX,
                DEFAULT_BACKOFF,
                false,
                Guarantee.NONE,
                Optional.empty());
    }

    /**
     * Sets how often. What sinks write becomes visible with the checkpoint that it belongs to, so this is also how late
     * transactional results are.
     *
     * @param newInterval at least a millisecond; {@link #DEFAULT_INTERVAL} unless set
     * @return a copy
     */
    public Checkpoints every(Duration newInterval) {
        if (newInterval.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "the interval of checkpoints must be at least a millisecond, got " + newInterval);
        }
        return new Checkpoints(
                directory, storage, newInterval, retained, restartsMax, backoff, isLossAllowed, required, startAt);
    }

    /**
     * Sets how many complete checkpoints are kept. Older ones than the last are there in case that the disk damages it.
     *
     * @param count at least 1; {@link #DEFAULT_RETAINED} unless set
     * @return a copy
     */
    public Checkpoints retain(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("at least one checkpoint must be kept, got " + count);
        }
        return new Checkpoints(
                directory, storage, interval, count, restartsMax, backoff, isLossAllowed, required, startAt);
    }

    /**
     * Sets what a job does that fails: it goes back to its last checkpoint and tries again, in the same process.
     *
     * @param max how often in a row, without a complete checkpoint between them; 0 for never;
     *     {@link #DEFAULT_RESTARTS_MAX} unless set
     * @param firstWait before the first restart; it doubles with each that follows, up to {@link #BACKOFF_MAX}
     * @return a copy
     */
    public Checkpoints restart(int max, Duration firstWait) {
        if (max < 0 || firstWait.isNegative()) {
            throw new IllegalArgumentException(
                    "neither restarts nor the wait before them can be negative, got " + max + " and " + firstWait);
        }
        return new Checkpoints(
                directory, storage, interval, retained, max, firstWait, isLossAllowed, required, startAt);
    }

    /**
     * Has the job start although the checkpoint holds state of operators that the pipeline does not have any more; that state
     * is lost. Without this such a start is refused.
     *
     * @return a copy
     */
    public Checkpoints allowLostState() {
        return new Checkpoints(directory, storage, interval, retained, restartsMax, backoff, true, required, startAt);
    }

    /**
     * Has the start refused if any sink of the job would get less; see {@link Job#guarantees()}.
     *
     * @param guarantee what every sink must get at least; {@link Guarantee#NONE} unless set
     * @return a copy
     */
    public Checkpoints require(Guarantee guarantee) {
        return new Checkpoints(
                directory,
                storage,
                interval,
                retained,
                restartsMax,
                backoff,
                isLossAllowed,
                Objects.requireNonNull(guarantee, "guarantee"),
                startAt);
    }

    /**
     * Has a job whose own directory has no checkpoint yet begin at a savepoint, of whatever directory, instead of the beginning. Once it
     * has checkpoints of its own it goes on from those, so that this may stay when the program is started again. The savepoint is only
     * read. Sinks must be able to go on from there, too: those that have committed later epochs say so, or start them anew.
     *
     * <p>If the savepoint is missing or damaged, so is the start refused; also if it is in the job's own directory and older than
     * others there.
     *
     * @param savepoint its file: {@code directory.resolve(savepoint.name())}; any other complete checkpoint will do
     * @return a copy
     */
    public Checkpoints startAt(Path savepoint) {
        return new Checkpoints(
                directory,
                storage,
                interval,
                retained,
                restartsMax,
                backoff,
                isLossAllowed,
                required,
                Optional.of(savepoint));
    }

    /**
     * Where a job begins that has no checkpoint of its own.
     *
     * @return the file of a savepoint; empty for the beginning
     */
    public Optional<Path> startAt() {
        return startAt;
    }

    /**
     * What every sink must get at least.
     *
     * @return {@link Guarantee#NONE} unless required
     */
    public Guarantee required() {
        return required;
    }

    /**
     * The directory.
     *
     * @return empty if a storage was given
     */
    public Optional<Path> directory() {
        return directory;
    }

    /**
     * The storage.
     *
     * @return empty if a directory was given
     */
    public Optional<Storage> storage() {
        return storage;
    }

    /**
     * From the start of one checkpoint to that of the next.
     *
     * @return at least a millisecond
     */
    public Duration interval() {
        return interval;
    }

    /**
     * How many complete ones are kept.
     *
     * @return at least 1
     */
    public int retained() {
        return retained;
    }

    /**
     * How often the job tries again, without a complete checkpoint between.
     *
     * @return 0 for never
     */
    public int restartsMax() {
        return restartsMax;
    }

    /**
     * The wait before a restart.
     *
     * @param attempt which one in a row, from 1
     * @return doubled with each, up to {@link #BACKOFF_MAX}
     */
    public Duration backoff(int attempt) {
        Objects.checkIndex(attempt - 1, Integer.MAX_VALUE);
        Duration wait = backoff;
        for (int i = 1; i < attempt && wait.compareTo(BACKOFF_MAX) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(BACKOFF_MAX) < 0 ? wait : BACKOFF_MAX;
    }

    /**
     * Whether state that the pipeline cannot take up may be lost.
     *
     * @return false unless allowed
     */
    public boolean isLossAllowed() {
        return isLossAllowed;
    }

    /** Where, and how often; for people. */
    @Override
    public String toString() {
        String place = directory
                .map(Path::toString)
                .or(() -> storage.map(Storage::describe))
                .orElseThrow();
        return "checkpoints in " + place + " every " + interval;
    }
}
