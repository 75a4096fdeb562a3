package dev.millrace.engine.job;

import dev.millrace.api.job.MemoryBudget;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of a runtime: what its jobs keep, as far as they have said so, and how much that may be. Thread-safe.
 *
 * <p>From the mark on, sources are held back ({@link #isPressed}); beyond the limit the job that keeps most fails, whichever
 * went beyond it.
 */
public final class SharedMemory {

    private static final System.Logger LOGGER = System.getLogger(SharedMemory.class.getName());

    /** Of the limit. */
    private static final int MARK_PERCENT = 80;

    private final long limitBytes;
    private final long markBytes;
    private final AtomicLong usedBytes = new AtomicLong();

    /** Whether the log knows that the mark has been passed. */
    private final AtomicBoolean isTold = new AtomicBoolean();

    /** Those that keep something. */
    private final Set<JobMemory> jobs = ConcurrentHashMap.newKeySet();

    /**
     * Makes one of which nothing is used.
     *
     * @param limitBytes positive; {@link Long#MAX_VALUE} for no limit
     */
    public SharedMemory(long limitBytes) {
        this(Math.max(1, limitBytes / 100 * MARK_PERCENT), limitBytes);
    }

    /**
     * Makes one of which nothing is used.
     *
     * @param markBytes from where on sources are held back
     * @param limitBytes positive; {@link Long#MAX_VALUE} for no limit
     */
    public SharedMemory(long markBytes, long limitBytes) {
        this.markBytes = markBytes;
        this.limitBytes = requireLimit(limitBytes);
    }

    /**
     * Checks a limit.
     *
     * @return it
     * @throws IllegalArgumentException if it is less than 1
     */
    public static long requireLimit(long limitBytes) {
        if (limitBytes < 1) {
            throw new IllegalArgumentException("the memory of a runtime is a number of bytes, 1 or more, got "
                    + limitBytes + "; leave it out for half of the heap, or give Long.MAX_VALUE for no limit");
        }
        return limitBytes;
    }

    /** One without a limit. */
    public static SharedMemory unlimited() {
        return new SharedMemory(Long.MAX_VALUE);
    }

    /** Whether sources are to be held back. Cheap. */
    boolean isPressed() {
        return usedBytes.get() >= markBytes;
    }

    /** What is used now, and may be. */
    public MemoryBudget figures() {
        return new MemoryBudget(usedBytes.get(), markBytes, limitBytes);
    }

    /** A job keeps more than before, or less. */
    void add(JobMemory job, long jobBytes, long delta) {
        if (jobBytes > 0) {
            jobs.add(job);
        } else {
            jobs.remove(job);
        }
        long used = usedBytes.addAndGet(delta);
        if (used >= markBytes && delta > 0 && !isTold.getAndSet(true)) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "jobs keep {0} bytes of {1} in memory: sources are slowed down. Reported once.",
                    used,
                    limitBytes);
        }
        if (used > limitBytes && delta > 0) {
            failLargest();
        }
    }

    /** One at a time: what a job keeps that is failing will be there again soon. */
    private synchronized void failLargest() {
        if (usedBytes.get() > limitBytes && jobs.stream().noneMatch(JobMemory::isFailing)) {
            jobs.stream().max(Comparator.comparingLong(JobMemory::bytes)).ifPresent(job -> job.fail(figures()));
        }
    }
}
