package dev.millrace.testkit;

import java.io.IOException;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;

/** Counts the operations of a storage and decides which of them fail. Guarded by the storage's monitor. */
final class FaultPlan {

    /** What an operation does to the disk. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    private final RandomGenerator random;
    private final Set<Long> failures = new TreeSet<>();
    private long crashAt = Long.MAX_VALUE;
    private long crashAtChange = Long.MAX_VALUE;
    private long changes;
    private long bytesMax = Long.MAX_VALUE;
    private long operations;
    private long faults;
    private boolean isCrashed;

    FaultPlan(long seed) {
        random = new SplittableRandom(seed);
    }

    void failAt(long operation) {
        failures.add(operation);
    }

    void crashAt(long operation) {
        crashAt = operation;
    }

    void crashAtChange(long change) {
        crashAtChange = change;
    }

    void limitBytes(long bytes) {
        bytesMax = bytes;
    }

    long operations() {
        return operations;
    }

    /** How many operations have failed as planned. */
    long faults() {
        return faults;
    }

    boolean isCrashed() {
        return isCrashed;
    }

    void crash() {
        isCrashed = true;
    }

    /**
     * Counts an operation.
     *
     * @param what for messages
     * @param step what a crash may leave done, or done in part
     */
    void before(String what, Step step) throws IOException {
        if (isCrashed) {
            throw new SimulatedCrash("the machine is down; nothing more happens: " + what);
        }
        operations++;
        changes += isChange(what) ? 1 : 0;
        if (operations == crashAt || (isChange(what) && changes == crashAtChange)) {
            if (random.nextBoolean()) {
                step.run();
            }
            isCrashed = true;
            throw new SimulatedCrash("crash at operation " + operations + ", " + what);
        }
        if (failures.contains(operations)) {
            faults++;
            if (what.startsWith("write") && random.nextBoolean()) {
                step.run();
            }
            throw new IOException("planned failure of operation " + operations + ", " + what);
        }
    }

    /** Whether it decides which files are there, now or for good. */
    private static boolean isChange(String what) {
        return what.startsWith("rename") || what.startsWith("sync of the directory");
    }

    /** How many of some bytes an interrupted write has written. */
    int part(int count) {
        return random.nextInt(count + 1);
    }

    long bytesLeft(SimulatedDirectory directory) {
        return bytesMax == Long.MAX_VALUE ? bytesMax : bytesMax - directory.bytes();
    }

    IOException diskFull() {
        return new IOException("No space left on device: the limit of this test is " + bytesMax + " bytes");
    }
}
