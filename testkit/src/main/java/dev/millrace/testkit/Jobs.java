package dev.millrace.testkit;

import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.EmbeddedRuntime;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Runs jobs on real threads, for tests of what waits for a server. Where nothing does, a {@link TestRun} is faster, and can be repeated. */
public final class Jobs {

    /** How long is waited for anything: a minute. */
    public static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final long LOOK_AGAIN_MILLIS = 5;

    private Jobs() {}

    /**
     * Runs a bounded job to its end.
     *
     * @param pipeline that ends by itself
     * @param workers how many threads it has
     * @throws InterruptedException if this thread is interrupted
     * @throws AssertionError if it does not end within {@link #PATIENCE}
     */
    public static void run(Pipeline pipeline, int workers) throws InterruptedException {
        try (EmbeddedRuntime runtime =
                        EmbeddedRuntime.builder().workers(workers).build();
                Job job = runtime.start(pipeline)) {
            if (!job.await(PATIENCE)) {
                throw new AssertionError(
                        "no end within " + PATIENCE + "\n" + job.ledger().toTable());
            }
        }
    }

    /**
     * Waits until something holds.
     *
     * @param what for the message
     * @param condition asked again and again
     * @throws InterruptedException if this thread is interrupted
     * @throws AssertionError if it does not hold within {@link #PATIENCE}
     */
    public static void await(String what, BooleanSupplier condition) throws InterruptedException {
        await(what, PATIENCE, condition);
    }

    /**
     * Waits until something holds.
     *
     * @param what for the message
     * @param patience how long at most
     * @param condition asked again and again
     * @throws InterruptedException if this thread is interrupted
     * @throws AssertionError if it does not hold in time
     */
    public static void await(String what, Duration patience, BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > patience.toNanos()) {
                throw new AssertionError("not within " + patience + ": " + what);
            }
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
    }
}
