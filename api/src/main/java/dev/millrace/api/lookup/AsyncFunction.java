package dev.millrace.api.lookup;

import java.io.Serializable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A function that starts something and returns at once; may throw. Called on worker threads, one call at a time for each
 * worker; it must not block. The stage may be completed by any thread, on the worker's own, too, and before this returns.
 *
 * <p>A stage that is given up, by a timeout or because the job stops, is cancelled if it is a future.
 *
 * @param <A> type of what is asked
 * @param <R> type of the answer
 */
@FunctionalInterface
public interface AsyncFunction<A, R> extends Serializable {

    /**
     * Starts to ask.
     *
     * @param asked never null; must not be changed
     * @return what will have the answer, or the exception; not null
     * @throws Exception as if the stage had completed with it
     */
    CompletionStage<? extends @Nullable R> apply(A asked) throws Exception;
}
