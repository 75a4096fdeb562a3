package dev.millrace.connector.jdbc;

import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.EmbeddedRuntime;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Runs jobs on real threads, as what waits for a database needs it. */
final class Jobs {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Jobs() {}

    /** Runs a bounded job to its end. */
    static void run(Pipeline pipeline, int workers) throws InterruptedException {
        try (EmbeddedRuntime runtime =
                        EmbeddedRuntime.builder().workers(workers).build();
                Job job = runtime.start(pipeline)) {
            if (!job.await(PATIENCE)) {
                throw new AssertionError(
                        "no end within " + PATIENCE + "\n" + job.ledger().toTable());
            }
        }
    }

    /** Waits until something holds. */
    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            Thread.sleep(5);
        }
    }
}
