package dev.millrace.testkit;

import dev.millrace.api.job.JobStatus;
import dev.millrace.engine.job.JobExecution;
import java.util.Optional;
import java.util.Random;

/** What a user does with a job now and then, at steps that the seed chooses: pauses it, asks for a savepoint, stops it. */
final class RandomControl {

    private static final int STEPS_DOUBLINGS = 8;

    private final Random random;
    private final boolean isCheckpointed;
    private int left;
    private int stepsToNext;

    /** Whether this has stopped the job, and so starts it again. */
    private boolean isStopping;

    private int stops;

    RandomControl(Random random, int count, boolean isCheckpointed) {
        this.random = random;
        this.isCheckpointed = isCheckpointed;
        left = count;
        plan();
    }

    private void plan() {
        stepsToNext = 1 + random.nextInt(1 << random.nextInt(STEPS_DOUBLINGS));
    }

    /** Does something if it is time; false if nothing has changed. */
    boolean act(JobExecution execution) {
        if (execution.status() == JobStatus.PAUSED) {
            // As somebody will, sooner or later.
            if (random.nextInt(4) == 0) {
                execution.resume();
            }
            return true;
        }
        if (execution.status() != JobStatus.RUNNING || left == 0 || --stepsToNext > 0) {
            return false;
        }
        left--;
        plan();
        switch (isCheckpointed ? random.nextInt(6) : 0) {
            case 0 -> execution.pause();
            case 1 -> execution.savepoint(Optional.of("asked"));
            case 2 -> {
                // From where it is paused.
                execution.pause();
                stop(execution);
            }
            default -> stop(execution);
        }
        return true;
    }

    private void stop(JobExecution execution) {
        execution.stopWithSavepoint(Optional.empty());
        isStopping = true;
    }

    /** Whether the job has been stopped by this, and is to be started again. */
    boolean mustStart(JobExecution execution) {
        boolean isStopped = isStopping && execution.status() == JobStatus.STOPPED;
        if (isStopped) {
            isStopping = false;
            stops++;
        }
        return isStopped;
    }

    /** How often the job was stopped and started again. */
    int stops() {
        return stops;
    }
}
