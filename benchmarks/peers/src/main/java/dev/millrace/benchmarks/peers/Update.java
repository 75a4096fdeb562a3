package dev.millrace.benchmarks.peers;

import dev.millrace.benchmarks.query.Hashes;
import java.io.Serializable;

/**
 * A result of the running aggregate.
 *
 * @param auction the key
 * @param count number of prices so far
 * @param sum of prices so far
 * @param max greatest price so far
 */
public record Update(long auction, long count, long sum, long max) implements Serializable {

    /**
     * For the answer.
     *
     * @return from {@link Hashes}
     */
    public long hash() {
        return Hashes.ofUpdate(auction, count, sum, max);
    }
}
