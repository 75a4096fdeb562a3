package dev.millrace.api.join;

import dev.millrace.api.window.Window;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * Makes one record of two that have met in a window, for results that tell their window; may throw. Called on worker
 * threads, one call at a time for each worker.
 *
 * @param <L> type of the left record; nullable where a right one may come alone
 * @param <R> type of the right record; nullable where a left one may come alone
 * @param <O> type of the result
 */
@FunctionalInterface
public interface WindowJoiner<L extends @Nullable Object, R extends @Nullable Object, O> extends Serializable {

    /**
     * Joins two records.
     *
     * @param window in which they met
     * @param left the left one; must not be changed
     * @param right the right one; must not be changed
     * @return the result, never null
     * @throws Exception whatever the user's code throws; it fails the operator with a record's position
     */
    O join(Window window, L left, R right) throws Exception;
}
