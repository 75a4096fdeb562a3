package dev.millrace.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Kills processes that run a {@link KilledJob}, with SIGKILL at random moments, at least one in five while it recovers and one in three of the others at
 * a critical moment, and starts them again until the job ends. What it has written is for the caller to compare. Not thread-safe.
 */
public final class KillTrial {

    /** A kill that is meant to come during a recovery may come too late, and then another one has to. */
    private static final int RECOVERY_ONE_IN = 5;

    private static final int RECOVERY_MILLIS_MAX = 800;
    private static final int CRITICAL_ONE_IN = 3;

    /** Kills come within this part of a run, so that some are left for its later parts. */
    private static final int PART_OF_RUN = 6;

    private final int kills;
    private final Duration undisturbed;
    private final Random random;

    private int done;
    private int rounds;
    private int afterFirstEpoch;
    private int duringRecovery;

    /** A job that is killed. */
    public interface Victim {

        /**
         * Starts its process, which calls {@link KilledJob#run}.
         *
         * @return the process
         * @throws IOException if none can be started
         */
        ChildProcess start() throws IOException;

        /**
         * Where its checkpoints are.
         *
         * @return a directory, which need not exist
         */
        Path checkpoints();

        /**
         * Waits until the moment at which a kill hurts most, as an open transaction.
         *
         * @param child the process
         * @return false if it ends before; true at once unless overridden
         * @throws InterruptedException if this thread is interrupted
         */
        default boolean awaitCriticalMoment(ChildProcess child) throws InterruptedException {
            return true;
        }
    }

    /**
     * What happened.
     *
     * @param kills how many processes were killed
     * @param rounds how often a job was run to its end
     * @param afterFirstEpoch kills of a process, or of one whose earlier one, had completed a checkpoint
     * @param duringRecovery kills of a process that had a checkpoint to start from, and had completed none of its own
     */
    public record Report(int kills, int rounds, int afterFirstEpoch, int duringRecovery) {}

    /**
     * Prepares one.
     *
     * @param kills how many there are to be
     * @param undisturbed how long the job takes if nobody kills it, about
     * @param seed decides on the moments
     */
    public KillTrial(int kills, Duration undisturbed, long seed) {
        this.kills = kills;
        this.undisturbed = undisturbed;
        random = new Random(seed);
    }

    /**
     * Whether there were enough kills.
     *
     * @return false if another round is needed
     */
    public boolean isDone() {
        return done >= kills;
    }

    /**
     * Runs a job to its end, and kills it again and again on the way as long as there are kills left.
     *
     * @param victim a new job
     * @throws IOException if a process cannot be started, or the directory of checkpoints not be read
     * @throws InterruptedException if this thread is interrupted
     * @throws AssertionError if a process fails that was not killed
     */
    public void runToEnd(Victim victim) throws IOException, InterruptedException {
        boolean hasEnded = false;
        while (!hasEnded) {
            boolean hadCheckpoint = hasCheckpoint(victim.checkpoints());
            ChildProcess child = victim.start();
            if (!isDone() && awaitMoment(victim, child, hadCheckpoint)) {
                child.kill();
            } else {
                child.awaitSuccess();
            }
            hasEnded = child.hasSaid(KilledJob.DONE);
            if (!hasEnded) {
                done++;
                afterFirstEpoch += hasCheckpoint(victim.checkpoints()) ? 1 : 0;
                duringRecovery += hadCheckpoint && !child.hasSaid(KilledJob.RECOVERED) ? 1 : 0;
            }
        }
        rounds++;
    }

    /** Waits for the moment to kill; false if the process ends before. */
    private boolean awaitMoment(Victim victim, ChildProcess child, boolean hadCheckpoint) throws InterruptedException {
        boolean isDueInRecovery = duringRecovery * RECOVERY_ONE_IN <= done;
        if (hadCheckpoint && (isDueInRecovery || random.nextInt(RECOVERY_ONE_IN) == 0)) {
            return isAlive(child, KilledJob.STARTING, RECOVERY_MILLIS_MAX);
        }
        return isAlive(child, KilledJob.RECOVERED, (int) undisturbed.toMillis() / PART_OF_RUN)
                && (random.nextInt(CRITICAL_ONE_IN) > 0 || victim.awaitCriticalMoment(child));
    }

    /** A while after it has said something. */
    private boolean isAlive(ChildProcess child, String line, int millisMax) throws InterruptedException {
        return child.awaitLine(line, ChildProcess.PATIENCE)
                && !child.awaitLine(KilledJob.DONE, Duration.ofMillis(random.nextInt(millisMax)));
    }

    private static boolean hasCheckpoint(Path checkpoints) throws IOException {
        if (!Files.isDirectory(checkpoints)) {
            return false;
        }
        try (Stream<Path> files = Files.list(checkpoints)) {
            return files.anyMatch(file -> file.getFileName().toString().matches("checkpoint-[0-9]{19}"));
        }
    }

    /**
     * What has happened so far.
     *
     * @return the counts
     */
    public Report report() {
        return new Report(done, rounds, afterFirstEpoch, duringRecovery);
    }
}
