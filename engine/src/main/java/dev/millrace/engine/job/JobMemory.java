package dev.millrace.engine.job;

import dev.millrace.api.job.MemoryBudget;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** What one execution of a job keeps in memory. Thread-safe. */
final class JobMemory {

    private final SharedMemory shared;
    private final Consumer<MemoryBudget> onExceeded;
    private final AtomicLong bytes = new AtomicLong();
    private volatile boolean isFailing;

    /**
     * Makes one that keeps nothing.
     *
     * @param shared by all jobs
     * @param onExceeded called at most once, by any thread, if it must give way
     */
    JobMemory(SharedMemory shared, Consumer<MemoryBudget> onExceeded) {
        this.shared = shared;
        this.onExceeded = onExceeded;
    }

    /** A task keeps more than before, or less. */
    void add(long delta) {
        if (delta != 0) {
            shared.add(this, bytes.addAndGet(delta), delta);
        }
    }

    boolean isPressed() {
        return shared.isPressed();
    }

    long bytes() {
        return bytes.get();
    }

    boolean isFailing() {
        return isFailing;
    }

    void fail(MemoryBudget budget) {
        isFailing = true;
        onExceeded.accept(budget);
    }
}
