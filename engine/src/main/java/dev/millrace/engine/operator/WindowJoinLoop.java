package dev.millrace.engine.operator;

import dev.millrace.api.join.WindowJoiner;
import dev.millrace.api.window.Window;
import org.jspecify.annotations.Nullable;

/** Joins pairs by a user function that sees their window: one loop over them. */
public final class WindowJoinLoop implements WindowPairLoop {

    private final WindowJoiner<Object, Object, Object> joiner;

    /**
     * Makes one.
     *
     * @param joiner makes a result of a window and two records
     */
    public WindowJoinLoop(WindowJoiner<Object, Object, Object> joiner) {
        this.joiner = joiner;
    }

    @Override
    @SuppressWarnings("NullAway") // a side is null only where the joiner was given as one that takes that
    public void run(
            @Nullable Window[] windows,
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
                Object result = joiner.join(windows[pair], lefts[pair], rights[pair]);
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
