package dev.millrace.engine.job;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.Split;
import dev.millrace.api.connector.SplitDiscovery;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Splits of one source that appear while the job runs: the first task of the source looks for them, and hands them out to all in
 * turn. Opened, asked to look and closed on that task's thread; the rest is thread-safe.
 */
final class AppearingSplits {

    private final Source<?> source;
    private final List<TaskWiring.NumberedSplit> known;
    private final Function<Split<?>, TaskWiring.NumberedSplit> numbering;

    /** By task: what it has not taken up yet. */
    private final List<Queue<TaskWiring.NumberedSplit>> waiting = new ArrayList<>();

    /** By task: whether it reads no others any more. Guarded by this. */
    private final boolean[] isFinished;

    /** By task. Complete before the first task runs. */
    private final @Nullable Runnable[] wakeUps;

    /** How many splits the source has. */
    private int count;

    private @Nullable SplitDiscovery<?> discovery;

    AppearingSplits(
            Source<?> source,
            List<TaskWiring.NumberedSplit> known,
            int tasks,
            Function<Split<?>, TaskWiring.NumberedSplit> numbering) {
        this.source = source;
        this.known = known;
        this.numbering = numbering;
        count = known.size();
        isFinished = new boolean[tasks];
        wakeUps = new @Nullable Runnable[tasks];
        for (int task = 0; task < tasks; task++) {
            waiting.add(new ConcurrentLinkedQueue<>());
        }
    }

    /** Says how the idling of a task's worker ends. Called while the job is put together. */
    void wakeUp(int task, Runnable wakeUp) {
        wakeUps[task] = wakeUp;
    }

    void open(ReaderContext context) throws Exception {
        discovery = discover(source, context);
    }

    @SuppressWarnings("unchecked") // the splits are those that this source returned
    private <T> @Nullable SplitDiscovery<T> discover(Source<T> typed, ReaderContext context) throws Exception {
        List<Split<T>> splits = new ArrayList<>();
        known.forEach(numbered -> splits.add((Split<T>) numbered.split()));
        return typed.discover(splits, context);
    }

    /** Takes what was found, and hands it out. */
    void look() throws Exception {
        if (discovery == null) {
            return;
        }
        for (Split<?> split : discovery.found()) {
            int task = hand(numbering.apply(split));
            Objects.requireNonNull(wakeUps[task], "set before the job runs").run();
        }
    }

    /** Gives it to a task that goes on. */
    private synchronized int hand(TaskWiring.NumberedSplit split) {
        int task = count++ % isFinished.length;
        // The first task, which looks, has not finished.
        while (isFinished[task] && task > 0) {
            task = (task + 1) % isFinished.length;
        }
        waiting.get(task).add(split);
        return task;
    }

    /** The task has no split any more: it gets none from now on, if this is true; else one waits for it. */
    synchronized boolean finish(int task) {
        isFinished[task] = waiting.get(task).isEmpty();
        return isFinished[task];
    }

    /** One that the task is to read, or null. */
    TaskWiring.@Nullable NumberedSplit next(int task) {
        return waiting.get(task).poll();
    }

    void close() throws Exception {
        if (discovery != null) {
            discovery.close();
            discovery = null;
        }
    }
}
