package dev.millrace.testkit;

import dev.millrace.engine.checkpoint.Checkpoint;
import dev.millrace.engine.checkpoint.CheckpointFiles;
import dev.millrace.engine.checkpoint.CheckpointSettings;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The disk of a simulated machine, what waits to be done there, and when the machine dies. */
final class SimulatedDisk {

    /** A crash comes within about so many steps. */
    private static final int STEPS_TO_CRASH_MAX = 400;

    /** An operation of a crash on the disk is within so many. */
    private static final int OPERATIONS_TO_CRASH_MAX = 40;

    private static final int RETAINED = 2;

    /** Beside those that the seed asks for, there is one whenever the test moves the clock. */
    private static final long INTERVAL_MILLIS = 1;

    private final Random random;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final int stepsToCheckpointMax;
    private FaultyStorage storage;
    private int crashesLeft;
    private int stepsToCrash;
    private int stepsToCheckpoint;
    private int crashes;
    private int restores;
    private int failedReads;

    SimulatedDisk(int crashes, Random random) {
        this.random = random;
        crashesLeft = crashes;
        stepsToCheckpointMax = 4 << random.nextInt(6);
        storage = new FaultyStorage(random.nextLong());
        plan();
    }

    private void plan() {
        stepsToCheckpoint = 1 + random.nextInt(stepsToCheckpointMax);
        stepsToCrash = Integer.MAX_VALUE;
        if (random.nextInt(8) == 0) {
            storage.failAt(1 + random.nextInt(OPERATIONS_TO_CRASH_MAX));
        }
        if (crashesLeft > 0) {
            if (random.nextBoolean()) {
                storage.crashAt(1 + random.nextInt(OPERATIONS_TO_CRASH_MAX));
            }
            // In any case: the job may end before the disk comes to that.
            stepsToCrash = 1 + random.nextInt(STEPS_TO_CRASH_MAX);
        }
    }

    CheckpointSettings settings() {
        return new CheckpointSettings(storage, INTERVAL_MILLIS, RETAINED, false, waiting::add);
    }

    @Nullable
    Checkpoint newest() {
        while (true) {
            try {
                Checkpoint found = new CheckpointFiles(storage).readNewest();
                restores += found == null ? 0 : 1;
                return found;
            } catch (IOException failed) {
                // A failure of the disk fails a start; whoever starts jobs tries again, and the next operation
                // succeeds.
                failedReads++;
            }
        }
    }

    boolean isCheckpointDue() {
        if (--stepsToCheckpoint > 0) {
            return false;
        }
        stepsToCheckpoint = 1 + random.nextInt(stepsToCheckpointMax);
        return true;
    }

    boolean isCrashDue() {
        return --stepsToCrash <= 0;
    }

    /** Does one thing that waits; false if nothing does. */
    boolean write() {
        Runnable action = waiting.poll();
        if (action == null) {
            return false;
        }
        action.run();
        return true;
    }

    void onCrash() {
        crashes++;
        crashesLeft--;
        waiting.clear();
        storage = storage.afterCrash(random.nextLong());
        plan();
    }

    int crashes() {
        return crashes;
    }

    int failedReads() {
        return failedReads;
    }

    int restores() {
        return restores;
    }
}
