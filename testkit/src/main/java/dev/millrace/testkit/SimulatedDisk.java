package dev.millrace.testkit;

import dev.millrace.engine.checkpoint.Checkpoint;
import dev.millrace.engine.checkpoint.CheckpointFiles;
import dev.millrace.engine.checkpoint.CheckpointSettings;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The disk of a simulated machine, what waits to be done there, when the machine dies, and what has become of it. */
final class SimulatedDisk {

    private static final int RETAINED = 2;

    /** Beside those that the seed asks for, there is one whenever the test moves the clock. */
    private static final long INTERVAL_MILLIS = 1;

    private final Mishaps mishaps;
    private final Random random;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final int stepsToCheckpointMax;
    private final List<String> history = new ArrayList<>();
    private final long mergedFromBytes;
    private FaultyStorage storage;
    private Mishaps.Death death = Mishaps.Death.NEVER;
    private int stepsToCrash;
    private boolean hasWritten;
    private int stepsToCheckpoint;
    private boolean isStarting = true;
    private String start = "the beginning";
    private int crashes;
    private int crashesAtStart;
    private int restores;
    private long operationsOfStart;
    private long operationsBefore;
    private long faultsBefore;

    SimulatedDisk(Mishaps mishaps, Random random) {
        this.mishaps = mishaps;
        this.random = random;
        stepsToCheckpointMax = 4 << random.nextInt(6);
        // The more often there are checkpoints, the more there is to merge.
        mergedFromBytes = stepsToCheckpointMax < 32 ? 0 : Long.MAX_VALUE;
        storage = new FaultyStorage(random.nextLong());
        plan();
    }

    private void plan() {
        stepsToCheckpoint = 1 + random.nextInt(stepsToCheckpointMax);
        death = mishaps.plan(storage, random);
        stepsToCrash = death.steps();
        hasWritten = false;
    }

    CheckpointSettings settings() {
        return new CheckpointSettings(storage, INTERVAL_MILLIS, RETAINED, false, waiting::add, mergedFromBytes);
    }

    @Nullable
    Checkpoint newest() {
        while (true) {
            try {
                Checkpoint found = new CheckpointFiles(storage).readNewest();
                restores += found == null ? 0 : 1;
                start = found == null
                        ? "the beginning"
                        : "epoch " + found.header().epoch();
                return found;
            } catch (IOException failed) {
                // A failure of the disk fails a start; whoever starts jobs tries again, and the next operation
                // succeeds.
                history.add("start failed: " + failed.getMessage());
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
        return (hasWritten || !death.isAfterWriting()) && --stepsToCrash <= 0;
    }

    /** Does one thing that waits; false if nothing does. */
    boolean write() {
        Runnable action = waiting.poll();
        if (action == null) {
            return false;
        }
        action.run();
        hasWritten = true;
        return true;
    }

    void onStarted(int workers) {
        history.add("started from " + start + " with " + workers + (workers == 1 ? " worker" : " workers"));
        isStarting = false;
        operationsOfStart = storage.operations();
    }

    /** The job has ended, and is about to be started again. */
    void onStopped() {
        history.add("stopped");
        isStarting = true;
    }

    void onCrash(SimulatedCrash crashed) {
        history.add((isStarting ? "died while it started: " : "died: ") + crashed.getMessage());
        crashes++;
        crashesAtStart += isStarting ? 1 : 0;
        isStarting = true;
        waiting.clear();
        operationsBefore += storage.operations();
        faultsBefore += storage.faults();
        storage = storage.afterCrash(random.nextLong());
        plan();
    }

    int crashes() {
        return crashes;
    }

    /** Crashes before the job had started again. */
    int crashesAtStart() {
        return crashesAtStart;
    }

    int restores() {
        return restores;
    }

    /** Operations that have failed without a crash. */
    long faults() {
        return faultsBefore + storage.faults();
    }

    long operations() {
        return operationsBefore + storage.operations();
    }

    /** Operations that the last start took. */
    long operationsOfStart() {
        return operationsOfStart;
    }

    /** What happened to the machine, one line for each event. */
    List<String> history() {
        return List.copyOf(history);
    }
}
