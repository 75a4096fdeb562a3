package dev.millrace.engine.worker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that runs tasks in turn, of however many jobs, and idles when none of them gets anywhere.
 *
 * <p>Tasks are handed over through a queue and then belong to this thread. Idling spins, then parks for at
 * most {@link #PARK_NANOS_MAX}: a wake-up may come at any time, and one that is lost costs no more than that.
 */
public final class Worker implements Runnable {

    private static final int SPINS = 64;
    private static final long PARK_NANOS_MIN = 20_000;
    private static final long PARK_NANOS_MAX = 1_000_000;

    private static final System.Logger LOGGER = System.getLogger(Worker.class.getName());

    private final Thread thread;
    private final ConcurrentLinkedQueue<Task> incoming = new ConcurrentLinkedQueue<>();
    private final List<Task> tasks = new ArrayList<>();
    private volatile boolean isShutDown;
    private volatile boolean isParked;

    private int idleRounds;
    private long parkNanos = PARK_NANOS_MIN;

    /**
     * Makes one and its thread, not started.
     *
     * @param name of the thread, a daemon
     */
    public Worker(String name) {
        thread = new Thread(this, name);
        thread.setDaemon(true);
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    /** Hands over a task. Any thread. */
    public void add(Task task) {
        incoming.add(task);
        wakeUp();
    }

    /** Ends idling at once. Any thread. */
    public void wakeUp() {
        if (isParked) {
            LockSupport.unpark(thread);
        }
    }

    /** Whether the calling thread is this worker's. */
    public boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    /**
     * Ends the thread, which must have no tasks, and waits for it. Any other thread.
     *
     * @return false if the calling thread was interrupted meanwhile
     */
    public boolean shutDown() {
        isShutDown = true;
        LockSupport.unpark(thread);
        boolean wasInterrupted = false;
        while (true) {
            try {
                thread.join();
                return !wasInterrupted;
            } catch (InterruptedException interrupted) {
                // The thread ends after one round; the caller is told.
                wasInterrupted = true;
            }
        }
    }

    @Override
    public void run() {
        while (!isShutDown) {
            takeIncoming();
            if (runRound()) {
                idleRounds = 0;
                parkNanos = PARK_NANOS_MIN;
            } else {
                idle();
            }
        }
        if (!tasks.isEmpty()) {
            LOGGER.log(System.Logger.Level.ERROR, "a worker was shut down while it had tasks: {0}", tasks);
        }
    }

    private void takeIncoming() {
        for (@Nullable Task task = incoming.poll(); task != null; task = incoming.poll()) {
            tasks.add(task);
        }
    }

    private boolean runRound() {
        boolean hasMoved = false;
        for (Task task : tasks) {
            hasMoved |= task.step() == Task.Progress.MOVED;
        }
        if (hasMoved) {
            tasks.removeIf(Task::isClosed);
        }
        return hasMoved;
    }

    private void idle() {
        idleRounds++;
        if (idleRounds <= SPINS) {
            Thread.onSpinWait();
        } else {
            isParked = true;
            if (incoming.isEmpty() && !isShutDown) {
                LockSupport.parkNanos(this, parkNanos);
            }
            isParked = false;
            parkNanos = Math.min(2 * parkNanos, PARK_NANOS_MAX);
            // User code may have left the flag set; it would turn every park into a spin.
            Thread.interrupted();
        }
    }
}
