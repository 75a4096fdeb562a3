package dev.millrace.testkit;

import java.util.Random;
import java.util.SplittableRandom;

/**
 * What a seed decides about the runs of a case, beside the case itself.
 *
 * @param seed of the case
 * @param workers at the start of the run with crashes
 * @param schedule seed of its order of steps, sizes, and what crashes leave
 * @param crashes how many are planned
 * @param referenceWorkers of the run without crashes
 * @param referenceSchedule seed of its order of steps and sizes
 * @param isEachStepChecked whether the ledger is checked after every step, and not only at the end
 */
record SimulationOptions(
        long seed,
        int workers,
        long schedule,
        int crashes,
        int referenceWorkers,
        long referenceSchedule,
        boolean isEachStepChecked) {

    private static final int WORKERS_MAX = 4;

    /** Checking takes most of the time. */
    private static final int CHECKED_EVERY = 8;

    static SimulationOptions of(long seed, int crashes) {
        Random random = new Random(spread(seed, "options"));
        return new SimulationOptions(
                seed,
                1 + random.nextInt(WORKERS_MAX),
                random.nextLong(),
                crashes,
                1 + random.nextInt(WORKERS_MAX),
                random.nextLong(),
                random.nextInt(CHECKED_EVERY) == 0);
    }

    /** A seed of which the next one's is independent, and that of another purpose, too. */
    static long spread(long seed, String purpose) {
        return new SplittableRandom(seed * 31 + purpose.hashCode()).nextLong();
    }

    SimulationOptions withCrashes(int count) {
        return new SimulationOptions(
                seed, workers, schedule, count, referenceWorkers, referenceSchedule, isEachStepChecked);
    }

    SimulationOptions withWorkers(int count) {
        return new SimulationOptions(seed, count, schedule, crashes, count, referenceSchedule, isEachStepChecked);
    }

    SimulationOptions withSchedule(long other) {
        return new SimulationOptions(
                seed, workers, other, crashes, referenceWorkers, referenceSchedule, isEachStepChecked);
    }
}
