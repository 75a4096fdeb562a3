package dev.millrace.engine.lookup;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One question to the outside system. Where threads meet: {@link #accept} is called by whichever thread completes the stage,
 * and hands the answer over to the task's thread, in a queue (that of Michael and Scott 1996, as the JDK has it). All else
 * belongs to the task's thread, which reads the answer only after it has taken the attempt out of the queue.
 */
final class Attempt implements BiConsumer<Object, Throwable> {

    final Call call;
    final long startedMillis;

    private final ConcurrentLinkedQueue<Attempt> answered;
    private final Runnable wakeUp;
    private @Nullable CompletionStage<?> stage;
    private @Nullable Object result;
    private @Nullable Throwable error;

    Attempt(Call call, long startedMillis, ConcurrentLinkedQueue<Attempt> answered, Runnable wakeUp) {
        this.call = call;
        this.startedMillis = startedMillis;
        this.answered = answered;
        this.wakeUp = wakeUp;
    }

    /** Waits for the answer without a thread. */
    void listenTo(CompletionStage<?> asked) {
        stage = asked;
        asked.whenComplete(this);
    }

    /** Any thread, once. */
    @Override
    public void accept(@Nullable Object value, @Nullable Throwable thrown) {
        result = value;
        error = thrown;
        answered.add(this);
        wakeUp.run();
    }

    /** What the stage completed with, if not with an error. */
    @Nullable
    Object result() {
        return result;
    }

    /** What the stage completed with, or null. */
    @Nullable
    Throwable error() {
        return error;
    }

    /** Gives up. An answer that comes all the same will not be heard. */
    void cancel() {
        CompletionStage<?> asked = stage;
        if (asked == null) {
            return;
        }
        try {
            asked.toCompletableFuture().cancel(true);
        } catch (UnsupportedOperationException cannotBeCancelled) {
            // By the contract of CompletionStage it need not be a future.
        }
    }
}
