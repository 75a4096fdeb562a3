package dev.millrace.engine.operator;

import dev.millrace.api.join.Joiner;
import org.jspecify.annotations.Nullable;

/** Joins pairs by a user function: one loop over them. */
public final class JoinLoop implements PairLoop {

    private final Joiner<Object, Object, Object> joiner;

    /**
     * Makes one.
     *
     * @param joiner makes a result of two records
     */
    public JoinLoop(Joiner<Object, Object, Object> joiner) {
        this.joiner = joiner;
    }

    @Override
    @SuppressWarnings("NullAway") // a side is null only where the joiner was given as one that takes that
    public void run(
            @Nullable Object[] lefts,
            @Nullable Object[] rights,
            @Nullable Object[] results,
            long[] origins,
            int from,
            int to)
            throws RecordFailure {
        int pair = from;
        try {
            for (; pair < to; pair++) {
                Object result = joiner.join(lefts[pair], rights[pair]);
                if (result == null) {
                    throw new NullPointerException(
                            "the join function returned null; give a result for each pair, and leave"
                                    + " some out with a filter behind the join");
                }
                results[pair] = result;
            }
        } catch (Throwable thrown) {
            throw new RecordFailure(origins[pair], pair, thrown);
        }
    }
}
