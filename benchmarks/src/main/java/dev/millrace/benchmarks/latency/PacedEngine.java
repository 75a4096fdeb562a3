package dev.millrace.benchmarks.latency;

import dev.millrace.benchmarks.query.EngineName;

/** An engine that takes part: count, sum, average, least and greatest price by auction in windows of a second. Used by one thread. */
public interface PacedEngine {

    /**
     * Which one.
     *
     * @return its name
     */
    EngineName name();

    /**
     * Runs one job over what is offered, to its end.
     *
     * @param offer what its source reads, as {@link Offer#current()} gives it, too, and where its sink has meters
     * @param threads workers, or parallelism
     * @throws Exception if the job fails
     */
    void run(Offer offer, int threads) throws Exception;
}
