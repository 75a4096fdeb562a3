package dev.millrace.benchmarks.peers;

import dev.millrace.benchmarks.query.Hashes;
import dev.millrace.benchmarks.query.WindowPrices;
import java.io.Serializable;

/**
 * Hashes results; travels with a job.
 *
 * @param <T> type of the results
 */
@FunctionalInterface
public interface ResultHash<T> extends Serializable {

    /**
     * The hash of a result.
     *
     * @param result what the query answered
     * @return from {@link Hashes}
     */
    long of(T result);

    /**
     * The hash of a session, which leaves the average out.
     *
     * @param session what the query answered
     * @return from {@link Hashes}
     */
    static long ofSession(WindowPrices session) {
        return Hashes.ofSession(
                session.auction(), session.start(), session.count(), session.sum(), session.min(), session.max());
    }
}
