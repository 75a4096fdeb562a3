package dev.millrace.engine.operator;

import dev.millrace.api.window.Window;
import org.jspecify.annotations.Nullable;

/** Makes results of pairs of records that have met in windows: one loop over them. */
public interface WindowPairLoop {

    /**
     * Makes results.
     *
     * @param windows in which they met
     * @param lefts the left records; null where a right one comes alone
     * @param rights the right records; null where a left one comes alone
     * @param results takes the results
     * @param origins by pair: the origin to blame
     * @param from index of the first pair
     * @param to index behind the last
     * @throws RecordFailure of the first pair that the user's function refuses, with its index; those before it are made
     */
    void run(
            @Nullable Window[] windows,
            @Nullable Object[] lefts,
            @Nullable Object[] rights,
            @Nullable Object[] results,
            long[] origins,
            int from,
            int to)
            throws RecordFailure;
}
