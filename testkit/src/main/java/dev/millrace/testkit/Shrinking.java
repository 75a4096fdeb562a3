package dev.millrace.testkit;

import java.util.BitSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes a failing case smaller as long as it still fails: fewer crashes, one worker, fewer records. Greedy. */
final class Shrinking {

    /** Another order of steps may fail where this one does not any more. */
    private static final int SCHEDULES = 3;

    private final Function<? super SimulationInput, SimulationCase> generator;
    private int triesLeft;
    private SimulationOptions options;
    private BitSet dropped = new BitSet();
    private @Nullable Trial smallest;
    private @Nullable Throwable failure;

    Shrinking(Function<? super SimulationInput, SimulationCase> generator, SimulationOptions options, int triesMax) {
        this.generator = generator;
        this.options = options;
        triesLeft = triesMax;
    }

    /** Shrinks; a sentence about the smallest case found, or an empty one. */
    String shrink() {
        shrinkCrashes();
        fails(options.withWorkers(1), dropped);
        if (smallest != null || fails(options, dropped)) {
            shrinkRecords();
        }
        return smallest == null ? "" : "\nshrunk, it fails as well: " + failure + "\n" + smallest.describe();
    }

    private void shrinkCrashes() {
        for (int crashes = 0; crashes < options.crashes(); crashes++) {
            if (fails(options.withCrashes(crashes), dropped)) {
                return;
            }
        }
    }

    private void shrinkRecords() {
        int count = smallest == null ? 0 : smallest.keptNumbers().length();
        for (int chunk = Math.max(1, count / 2); chunk > 0 && triesLeft > 0; chunk /= 2) {
            for (int from = 0; from < count && triesLeft > 0; from += chunk) {
                BitSet more = (BitSet) dropped.clone();
                more.set(from, from + chunk);
                if (more.cardinality() > dropped.cardinality()) {
                    fails(options, more);
                }
            }
        }
    }

    /** Tries a smaller case, and keeps it if it fails. */
    private boolean fails(SimulationOptions tried, BitSet without) {
        for (int i = 0; i < SCHEDULES && triesLeft > 0; i++) {
            triesLeft--;
            SimulationOptions scheduled = tried.withSchedule(tried.schedule() + i);
            Trial trial = new Trial(generator, scheduled, without);
            try {
                trial.run(new RandomMishaps(tried.crashes(), true), trial.reference());
            } catch (AssertionError | RuntimeException stillFails) {
                options = scheduled;
                dropped = without;
                smallest = trial;
                failure = stillFails;
                return true;
            }
        }
        return false;
    }
}
