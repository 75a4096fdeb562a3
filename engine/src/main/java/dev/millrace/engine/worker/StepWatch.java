package dev.millrace.engine.worker;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Watches workers, on a thread of its own, for steps that do not end: user code that waits for something, or computes without
 * end, while all other tasks of its worker stand still. Says so in the log, once for each such step.
 *
 * <p>Workers only count their steps; that a step lasts is seen by looking at the count twice.
 */
public final class StepWatch implements Runnable {

    /** Looks in the time that a step may take: it is found out at most a quarter later. */
    private static final int LOOKS = 4;

    private static final System.Logger LOGGER = System.getLogger(StepWatch.class.getName());

    private final Thread thread;
    private final List<Worker> workers;
    private final Duration limit;
    private final InstantSource clock;
    private volatile boolean isShutDown;
    private volatile List<LongStep> found = List.of();

    /**
     * A step that has not ended.
     *
     * @param task whose
     * @param operator at work in it
     * @param lasting for how long at least
     * @param place in the user's code where the thread is, as {@code Orders.price(Orders.java:17)}; empty if it is in none
     */
    public record LongStep(Task task, String operator, Duration lasting, String place) {}

    /** What was seen of one worker. */
    private static final class Seen {

        private long step = -1;
        private Instant since = Instant.EPOCH;
        private boolean isReported;
    }

    /**
     * Makes one, not started.
     *
     * @param name of the thread, a daemon
     * @param workers to watch
     * @param limit how long a step may last; a millisecond or more
     * @param clock says how long one has lasted
     */
    public StepWatch(String name, List<Worker> workers, Duration limit, InstantSource clock) {
        this.workers = List.copyOf(workers);
        this.limit = limit;
        this.clock = clock;
        thread = new Thread(this, name);
        thread.setDaemon(true);
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    /** Ends the thread, soon. */
    public void shutDown() {
        isShutDown = true;
        LockSupport.unpark(thread);
    }

    /** The steps that lasted too long when it looked last. Any thread. */
    public List<LongStep> found() {
        return found;
    }

    @Override
    public void run() {
        Seen[] seen = new Seen[workers.size()];
        Arrays.setAll(seen, worker -> new Seen());
        while (!isShutDown) {
            LockSupport.parkNanos(this, limit.toNanos() / LOOKS);
            List<LongStep> now = new ArrayList<>();
            for (int i = 0; i < seen.length; i++) {
                LongStep step = look(workers.get(i), seen[i]);
                if (step != null) {
                    now.add(step);
                }
            }
            found = List.copyOf(now);
        }
    }

    private @Nullable LongStep look(Worker worker, Seen seen) {
        long step = worker.stepNumber();
        Task task = worker.taskAtWork();
        Instant now = clock.instant();
        if (task == null || step != seen.step) {
            seen.step = step;
            seen.since = now;
            seen.isReported = false;
            return null;
        }
        Duration lasting = Duration.between(seen.since, now);
        if (lasting.compareTo(limit) < 0) {
            return null;
        }
        LongStep found = new LongStep(task, task.nameAtWork(), lasting, place(worker.stackTrace()));
        if (!seen.isReported) {
            seen.isReported = true;
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "''{0}'' has been in one call for {1} ms{2}; all other tasks of {3} wait for it. What waits for an"
                            + " outside system belongs in lookup(...), which has many calls under way at once",
                    found.operator(),
                    Long.toString(lasting.toMillis()),
                    found.place().isEmpty() ? "" : ", at " + found.place(),
                    worker);
        }
        return found;
    }

    /** The innermost frame that is neither the library's nor the JDK's. */
    private static String place(StackTraceElement[] stack) {
        return Arrays.stream(stack)
                .filter(frame -> !frame.getClassName().startsWith("java.")
                        && !frame.getClassName().startsWith("jdk.")
                        && !frame.getClassName().startsWith("dev.millrace.engine."))
                .findFirst()
                .map(frame -> {
                    String className = frame.getClassName();
                    return className.substring(className.lastIndexOf('.') + 1) + "." + frame.getMethodName() + "("
                            + frame.getFileName() + ":" + frame.getLineNumber() + ")";
                })
                .orElse("");
    }
}
