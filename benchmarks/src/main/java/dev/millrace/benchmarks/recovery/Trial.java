package dev.millrace.benchmarks.recovery;

import dev.millrace.benchmarks.query.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What the source and the sinks of one job, in whatever engine, share with the main thread that measures. A process makes one,
 * and those that an engine has sent through a serializer find it by {@link #current}. Thread-safe.
 */
public final class Trial {

    private static volatile @Nullable Trial current;

    private final MovingKeys keys;
    private final boolean movesAtCheckpoints;
    private final long intervalNanos;

    private final AtomicLong emitted = new AtomicLong();
    private final List<ResultMeter> meters = new ArrayList<>();
    private final List<Long> pauses = new ArrayList<>();
    private final List<Long> durations = new ArrayList<>();

    private volatile boolean isMeasuring;
    private volatile boolean isStopped;
    private volatile long openedAt = -1;
    private volatile long firstResultNanos;
    private volatile long firstResultMillis;
    private volatile @Nullable Records records;

    /** When the checkpoint under way began; 0 if there is none. */
    private volatile long checkpointBegin;

    private final AtomicLong checkpointsComplete = new AtomicLong();

    /**
     * What the source gave, in all, including what it gave before a restart.
     *
     * @param log of the windows of keys
     * @param from the first record of this process
     * @param end the first one that was not given
     */
    record Records(WindowLog log, long from, long end) {}

    /**
     * Becomes the current one.
     *
     * @param keys of the records
     * @param movesAtCheckpoints whether the window of keys moves with the checkpoints, and not with the clock
     * @param intervalNanos from one checkpoint to the next
     */
    Trial(MovingKeys keys, boolean movesAtCheckpoints, long intervalNanos) {
        this.keys = keys;
        this.movesAtCheckpoints = movesAtCheckpoints;
        this.intervalNanos = intervalNanos;
        current = this;
    }

    /**
     * The one of this process.
     *
     * @return where sources and sinks belong
     */
    public static Trial current() {
        Trial trial = current;
        if (trial == null) {
            throw new IllegalStateException("no trial is under way");
        }
        return trial;
    }

    MovingKeys keys() {
        return keys;
    }

    boolean movesAtCheckpoints() {
        return movesAtCheckpoints;
    }

    long intervalNanos() {
        return intervalNanos;
    }

    void onOpen(long sequence) {
        openedAt = sequence;
    }

    void onEmitted(long count) {
        emitted.lazySet(count);
    }

    long emitted() {
        return emitted.get();
    }

    /** Has the source give no more. */
    void stop() {
        isStopped = true;
    }

    boolean isStopped() {
        return isStopped;
    }

    void onIdle(WindowLog log, long next) {
        if (records == null) {
            records = new Records(log, openedAt, next);
        }
    }

    /** Null until the source has stopped. */
    @Nullable
    Records records() {
        return records;
    }

    /**
     * For the results of one writer.
     *
     * @return a new one
     */
    public ResultMeter newMeter() {
        ResultMeter meter = new ResultMeter(this);
        synchronized (meters) {
            meters.add(meter);
        }
        return meter;
    }

    /** Results so far. */
    long results() {
        synchronized (meters) {
            return meters.stream().mapToLong(ResultMeter::count).sum();
        }
    }

    Answer answer() {
        synchronized (meters) {
            return meters.stream().map(ResultMeter::answer).reduce(Answer.NONE, Answer::plus);
        }
    }

    void onFirstResult() {
        if (firstResultMillis == 0) {
            firstResultNanos = System.nanoTime();
            firstResultMillis = System.currentTimeMillis();
        }
    }

    boolean hasResult() {
        return firstResultMillis != 0;
    }

    long firstResultNanos() {
        return firstResultNanos;
    }

    long firstResultMillis() {
        return firstResultMillis;
    }

    void setMeasuring(boolean measuring) {
        isMeasuring = measuring;
    }

    /**
     * A thread of the job has stood still for a checkpoint.
     *
     * @param nanos from the last thing that it did for a record before to the first one after
     */
    public void onPause(long nanos) {
        if (isMeasuring) {
            synchronized (pauses) {
                pauses.add(nanos);
            }
        }
    }

    List<Long> pauses() {
        synchronized (pauses) {
            return List.copyOf(pauses);
        }
    }

    void onCheckpointBegin() {
        checkpointBegin = System.nanoTime();
    }

    /** The job has been told that the checkpoint is complete. Called by one thread; further calls for the same one do nothing. */
    public void onCheckpointComplete() {
        long begin = checkpointBegin;
        if (begin != 0) {
            checkpointBegin = 0;
            checkpointsComplete.incrementAndGet();
            if (isMeasuring) {
                synchronized (durations) {
                    durations.add(System.nanoTime() - begin);
                }
            }
        }
    }

    long checkpointsComplete() {
        return checkpointsComplete.get();
    }

    /** From the moment when the source is asked where it stands to that when the job is told that all is safe. */
    List<Long> durations() {
        synchronized (durations) {
            return List.copyOf(durations);
        }
    }
}
