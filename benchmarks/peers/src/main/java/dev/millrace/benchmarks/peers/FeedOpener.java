package dev.millrace.benchmarks.peers;

import java.io.IOException;
import java.io.Serializable;

/**
 * Opens a split of an input; travels with a job.
 *
 * @param <T> type of the records
 */
@FunctionalInterface
public interface FeedOpener<T> extends Serializable {

    /**
     * Opens a split.
     *
     * @param split which
     * @param splits of how many
     * @return its records
     * @throws IOException if a file cannot be read
     */
    Feed<T> open(int split, int splits) throws IOException;
}
