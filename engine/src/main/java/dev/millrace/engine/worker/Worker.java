package dev.millrace.engine.worker;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A thread that runs tasks in turn, of however many jobs, and idles when none of them gets anywhere.
 *
 * <p>Tasks are handed over through a queue and then belong to this thread. Idling spins, then parks for at
 * most {@link #PARK_NANOS_MAX}: a wake-up may come at any time, and one that is lost costs no more than that.
 *
 * <p>A task that got nowhere for a while is dormant, and looked at only now and then as long as others get somewhere: the
 * jobs of a process that wait for records would else cost those that have some, in each round.
 */
public final class Worker implements Runnable {

    private static final int SPINS = 64;
    private static final long PARK_NANOS_MIN = 20_000;
    private static final long PARK_NANOS_MAX = 1_000_000;

    /** Dormant tasks are looked at after so long, or so many rounds, whichever comes first: a clock may stand still. */
    private static final long LOOK_NANOS = 250_000;

    private static final int LOOK_ROUNDS = 64;

    private static final System.Logger LOGGER = System.getLogger(Worker.class.getName());

    // Opaque: who watches may see them late, but sees them, and it costs the thread no fence.
    private static final VarHandle STEP_NUMBER;
    private static final VarHandle AT_WORK;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STEP_NUMBER = lookup.findVarHandle(Worker.class, "stepNumber", long.class);
            AT_WORK = lookup.findVarHandle(Worker.class, "atWork", Task.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private final Thread thread;
    private final LongSupplier ticker;
    private final ConcurrentLinkedQueue<Task> incoming = new ConcurrentLinkedQueue<>();
    private final List<Task> tasks = new ArrayList<>();
    private volatile boolean isShutDown;
    private volatile boolean isParked;

    /** Counts steps, for who watches. Written by the thread. */
    private long stepNumber;

    /** The task that is being stepped, or null. Written by the thread. */
    @SuppressWarnings("UnusedVariable") // by its handle
    private @Nullable Task atWork;

    private int roundsSinceLook;
    private long lookedAtNanos;
    private int idleRounds;
    private long parkNanos = PARK_NANOS_MIN;

    /**
     * Makes one and its thread, not started.
     *
     * @param name of the thread, a daemon
     * @param ticker nanoseconds since whenever; asked once a round
     */
    public Worker(String name, LongSupplier ticker) {
        this.ticker = ticker;
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

    /** Changes with each step. Any thread. */
    long stepNumber() {
        return (long) STEP_NUMBER.getOpaque(this);
    }

    /** The task that is being stepped, or null. Any thread. */
    @Nullable
    Task taskAtWork() {
        return (Task) AT_WORK.getOpaque(this);
    }

    /** Where the thread is. Any thread. */
    StackTraceElement[] stackTrace() {
        return thread.getStackTrace();
    }

    /** The name of its thread. */
    @Override
    public String toString() {
        return thread.getName();
    }

    @Override
    public void run() {
        while (!isShutDown) {
            takeIncoming();
            // Who is dormant gets a look before the thread idles.
            if (runRound(isLookDue()) || runRound(true)) {
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

    private boolean isLookDue() {
        long now = ticker.getAsLong();
        roundsSinceLook++;
        if (roundsSinceLook < LOOK_ROUNDS && now - lookedAtNanos < LOOK_NANOS) {
            return false;
        }
        roundsSinceLook = 0;
        lookedAtNanos = now;
        return true;
    }

    private boolean runRound(boolean withDormant) {
        boolean hasMoved = false;
        for (Task task : tasks) {
            if (task.isDormant() && !withDormant) {
                continue;
            }
            STEP_NUMBER.setOpaque(this, stepNumber + 1);
            AT_WORK.setOpaque(this, task);
            hasMoved |= task.step() == Task.Progress.MOVED;
        }
        AT_WORK.setOpaque(this, null);
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
