package dev.millrace.api.lookup;

import dev.millrace.api.function.LambdaSignature;
import dev.millrace.api.function.ThrowingFunction;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How an outside system is asked: one key or several at a time, by a function that returns at once or by one that blocks.
 * Immutable.
 *
 * <pre>{@code
 * Lookup.async(id -> client.fetch(id))
 * Lookup.blocking(dao::find, executor)
 * Lookup.asyncBatch(100, Duration.ofMillis(5), ids -> client.fetchAll(ids))
 * }</pre>
 *
 * <p>The engine has no threads for this: stages are completed by the threads of the client that made them, and functions that
 * block run in an executor of the program's, which also closes it.
 *
 * @param <K> type of the keys; {@code equals} and {@code hashCode} tell whether two are the same
 * @param <V> type of the answers
 */
public final class Lookup<K, V> {

    /** The most keys that may be asked for at a time. */
    public static final int KEYS_MAX = 1 << 16;

    private final int keysMax;
    private final Duration waitMax;

    /** From a list of keys to a map, or, where a call has one key, from the key to its answer. */
    private final AsyncFunction<Object, Object> function;

    private final boolean isBatch;
    private final String description;

    private Lookup(
            int keysMax, Duration waitMax, boolean isBatch, AsyncFunction<Object, Object> function, Serializable code) {
        if (keysMax < 1 || keysMax > KEYS_MAX) {
            throw new IllegalArgumentException(
                    "a lookup asks for between 1 and " + KEYS_MAX + " keys at a time, got " + keysMax);
        }
        if (waitMax.isNegative() || waitMax.toNanosPart() % 1_000_000 != 0) {
            throw new IllegalArgumentException("a key waits for others for whole milliseconds, or not at all"
                    + " (Duration.ZERO), got " + waitMax);
        }
        this.keysMax = keysMax;
        this.waitMax = waitMax;
        this.isBatch = isBatch;
        this.function = function;
        description = LambdaSignature.read(code).map(LambdaSignature::describe).orElse("?");
    }

    /**
     * Asks for one key at a time.
     *
     * @param function starts to ask; an answer of null says that there is nothing of that key
     * @param <K> type of the keys
     * @param <V> type of the answers
     * @return the lookup
     */
    @SuppressWarnings("unchecked") // checked by the compiler here; the engine has no types
    public static <K, V> Lookup<K, V> async(AsyncFunction<? super K, ? extends V> function) {
        return new Lookup<>(1, Duration.ZERO, false, (AsyncFunction<Object, Object>) function, function);
    }

    /**
     * Asks for one key at a time by a function that blocks.
     *
     * @param function asks, on threads of the executor; an answer of null says that there is nothing of that key
     * @param executor of the program's, which closes it after the job; one that rejects a task has failed to answer
     * @param <K> type of the keys
     * @param <V> type of the answers
     * @return the lookup
     */
    public static <K, V> Lookup<K, V> blocking(
            ThrowingFunction<? super K, ? extends @Nullable V> function, Executor executor) {
        return new Lookup<>(1, Duration.ZERO, false, inExecutor(function, executor), function);
    }

    /**
     * Asks for several keys at a time: for those that are waiting when {@code keysMax} are, when the first has waited for
     * {@code waitMax}, or, before that, when there is no more input for now.
     *
     * @param keysMax between 1 and {@link #KEYS_MAX}
     * @param waitMax whole milliseconds of the job's clock; zero for as long as there is input
     * @param function starts to ask for different keys; one that is not in the map, or null there, has no answer
     * @param <K> type of the keys
     * @param <V> type of the answers
     * @return the lookup
     * @throws IllegalArgumentException if a number is out of its range
     */
    @SuppressWarnings("unchecked") // checked by the compiler here; the engine has no types
    public static <K, V> Lookup<K, V> asyncBatch(
            int keysMax, Duration waitMax, AsyncFunction<List<K>, ? extends Map<K, ? extends V>> function) {
        return new Lookup<>(
                keysMax, waitMax, true, (AsyncFunction<Object, Object>) (AsyncFunction<?, ?>) function, function);
    }

    /**
     * As {@link #asyncBatch}, by a function that blocks.
     *
     * @param keysMax between 1 and {@link #KEYS_MAX}
     * @param waitMax whole milliseconds of the job's clock; zero for as long as there is input
     * @param function asks for different keys, on threads of the executor
     * @param executor of the program's, which closes it after the job; one that rejects a task has failed to answer
     * @param <K> type of the keys
     * @param <V> type of the answers
     * @return the lookup
     * @throws IllegalArgumentException if a number is out of its range
     */
    public static <K, V> Lookup<K, V> blockingBatch(
            int keysMax,
            Duration waitMax,
            ThrowingFunction<List<K>, ? extends Map<K, ? extends V>> function,
            Executor executor) {
        return new Lookup<>(keysMax, waitMax, true, inExecutor(function, executor), function);
    }

    @SuppressWarnings("unchecked") // checked by the compiler where this is called
    private static AsyncFunction<Object, Object> inExecutor(ThrowingFunction<?, ?> function, Executor executor) {
        ThrowingFunction<Object, Object> untyped = (ThrowingFunction<Object, Object>) function;
        return asked -> {
            CompletableFuture<Object> answer = new CompletableFuture<>();
            executor.execute(() -> {
                if (answer.isDone()) {
                    return; // given up while it waited for a thread
                }
                try {
                    answer.complete(untyped.apply(asked));
                } catch (Throwable thrown) {
                    // Errors, too: whoever waits must learn of them.
                    answer.completeExceptionally(thrown);
                }
            });
            return answer;
        };
    }

    /**
     * Starts to ask. For runners.
     *
     * @param keys at least one, at most {@link #keysMax}, all different
     * @return what will have the answers, to be read by {@link #answer}; never null
     * @throws Exception if the user's function does
     */
    public CompletionStage<?> ask(List<K> keys) throws Exception {
        CompletionStage<?> stage = function.apply(isBatch ? keys : keys.get(0));
        if (stage == null) {
            throw new NullPointerException("the lookup function " + description + " returned null instead of a stage");
        }
        return stage;
    }

    /**
     * Reads the answer of one key. For runners.
     *
     * @param answers what the stage of {@link #ask} has completed with
     * @param key one of those asked for
     * @return null if there is none
     */
    @SuppressWarnings("unchecked") // they come from the function that was given as one of these types
    public @Nullable V answer(@Nullable Object answers, K key) {
        if (!isBatch) {
            return (V) answers;
        }
        if (answers == null) {
            throw new NullPointerException("the lookup function " + description
                    + " gave null instead of a map; an empty one says that there are no answers");
        }
        return ((Map<K, V>) answers).get(key);
    }

    /**
     * How many keys are asked for at a time.
     *
     * @return at least 1
     */
    public int keysMax() {
        return keysMax;
    }

    /**
     * How long a key waits for others at most.
     *
     * @return zero if that is not limited
     */
    public Duration waitMax() {
        return waitMax;
    }

    /**
     * Tells a user what is called.
     *
     * @return as {@code Client::fetch}
     */
    public String describe() {
        return isBatch ? description + ", up to " + keysMax + " keys a call" : description;
    }
}
