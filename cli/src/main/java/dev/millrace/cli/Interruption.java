package dev.millrace.cli;

import dev.millrace.api.job.Job;
import java.time.Duration;

/**
 * Cancels a job when the process is asked to end, as by Ctrl-C, and says so. Sinks then remove what they have not
 * committed. Waits for that, but not for ever.
 */
final class Interruption {

    /** How long a job may take to let go of everything. */
    private static final Duration CANCEL_MAX = Duration.ofSeconds(5);

    private final Job job;
    private final Screen screen;
    private final Thread hook;

    private Interruption(Job job, Screen screen) {
        this.job = job;
        this.screen = screen;
        hook = new Thread(this::cancel, "millrace-interruption");
    }

    /** Watches over a job until {@link #unguard}. */
    static Interruption guard(Job job, Screen screen) {
        Interruption interruption = new Interruption(job, screen);
        Runtime.getRuntime().addShutdownHook(interruption.hook);
        return interruption;
    }

    /** What the hook does. */
    void cancel() {
        if (job.status().isEnd()) {
            return;
        }
        Thread canceller = new Thread(job::cancel, "millrace-cancel");
        canceller.setDaemon(true);
        canceller.start();
        try {
            canceller.join(CANCEL_MAX.toMillis());
        } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
        }
        screen.error(
                job.status().isEnd()
                        ? "interrupted, job '" + job.name() + "' was cancelled"
                        : "interrupted, but job '" + job.name() + "' did not stop within " + CANCEL_MAX.toSeconds()
                                + " s; what it has not committed may be left behind");
    }

    /** Ends the watch. */
    void unguard() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The hook runs already.
        }
    }
}
