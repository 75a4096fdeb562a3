package dev.millrace.testkit;

import dev.millrace.testkit.ListedMishaps.Kind;
import dev.millrace.testkit.ListedMishaps.Mishap;
import java.util.BitSet;
import java.util.Map;
import java.util.function.Function;

/**
 * Runs pipelines that a seed makes, on input that it makes, on machines that die: each case once without a crash, and once with
 * crashes at random steps and in the middle of what the disk does, going on each time from what the disk has kept, with as
 * many workers or others. What comes out must be the same, every record accounted for, and the job must come to its end. The
 * same seed does the same.
 *
 * <pre>{@code
 * Simulation simulation = Simulation.of(input -> {
 *     CollectingSink<WindowResult<Long, Long>> counts = new CollectingSink<>();
 *     Pipeline pipeline = ... input.records(randomBids(input.random())) ...
 *     return SimulationCase.of("counts", pipeline).output("counts", counts::records);
 * });
 * for (long seed = 0; seed < 1000; seed++) {
 *     simulation.run(seed);
 * }
 * }</pre>
 *
 * <p>A failure names the seed and all that follows from it, and shows a smaller case that fails as well. Immutable; thread-safe if
 * the generator is.
 */
public final class Simulation {

    private static final int DEFAULT_CRASHES = 6;

    /** A run that has ended with fewer of the crashes left is made again with shorter lives. */
    private static final int CRASHES_MISSING_MAX = 1;

    /** How often, and by how many halvings lives get shorter each time. */
    private static final int SHORTENINGS_MAX = 4;

    private static final int HALVINGS = 2;
    private static final int DEFAULT_SHRINKING_TRIES = 400;

    private final Function<? super SimulationInput, SimulationCase> generator;
    private final int crashes;
    private final int shrinkingTries;

    private Simulation(Function<? super SimulationInput, SimulationCase> generator, int crashes, int shrinkingTries) {
        this.generator = generator;
        this.crashes = crashes;
        this.shrinkingTries = shrinkingTries;
    }

    /**
     * Simulates cases.
     *
     * @param generator makes a case, and the same one again, with new sinks, each time it is given an input of the same seed
     * @return a simulation with six crashes in each run
     */
    public static Simulation of(Function<? super SimulationInput, SimulationCase> generator) {
        return new Simulation(generator, DEFAULT_CRASHES, DEFAULT_SHRINKING_TRIES);
    }

    /**
     * Sets how often the machine is to die in each run. One that ends with two fewer is made again with deaths that come sooner;
     * if there is next to no input, it may still have fewer.
     *
     * @param count 0 for failures of the disk alone
     * @return another one
     */
    public Simulation crashes(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("the number of crashes must not be negative, got " + count);
        }
        return new Simulation(generator, count, shrinkingTries);
    }

    /**
     * Sets how many smaller cases are tried when one fails, to show the smallest that fails as well.
     *
     * @param count 0 for none: then a failure comes at once, and is as large as it was; 400 unless set
     * @return another one
     */
    public Simulation shrinkingTries(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("the number of tries must not be negative, got " + count);
        }
        return new Simulation(generator, crashes, count);
    }

    /**
     * Simulates one case.
     *
     * @param seed any
     * @return what happened
     * @throws SimulationFailure if results differ, a record is not accounted for, or the job stalls or fails
     */
    public SimulationReport run(long seed) {
        SimulationOptions options = SimulationOptions.of(seed, crashes);
        Trial trial = new Trial(generator, options, new BitSet());
        try {
            Map<String, Object> expected = trial.reference();
            SimulationReport report = trial.run(RandomMishaps.varied(crashes, 0), expected);
            for (int i = 1; i <= SHORTENINGS_MAX && report.crashes() < crashes - CRASHES_MISSING_MAX; i++) {
                report = trial.run(RandomMishaps.varied(crashes, i * HALVINGS), expected);
            }
            return report;
        } catch (AssertionError | RuntimeException failure) {
            String shrunk = shrinkingTries == 0 ? "" : new Shrinking(generator, options, shrinkingTries).shrink();
            throw failure(trial, "", shrunk, failure);
        }
    }

    /**
     * Simulates one case again and again: with a failure of each single operation of the disk, with a crash at each, and with a
     * crash at each and another one at each operation of the start that follows. Cases should be small.
     *
     * @param seed any
     * @param tally gets each run
     * @throws SimulationFailure as {@link #run} does; the message names the operations
     */
    public void exhaust(long seed, SimulationTally tally) {
        SimulationOptions options = SimulationOptions.of(seed, 0);
        Map<String, Object> expected = new Trial(generator, options, new BitSet()).reference();
        long operations = trial(options, expected, tally);
        for (long operation = 1; operation <= operations; operation++) {
            trial(options, expected, tally, new Mishap(Kind.FAIL, operation));
            Mishap crash = new Mishap(Kind.CRASH, operation);
            long again = trial(options, expected, tally, crash);
            for (long second = 1; second <= again; second++) {
                trial(options, expected, tally, crash, new Mishap(Kind.CRASH, second));
            }
        }
    }

    /** Returns how many operations the disk had, or, if something went wrong, how many the last start took. */
    private long trial(
            SimulationOptions options, Map<String, Object> expected, SimulationTally tally, Mishap... mishaps) {
        Trial trial = new Trial(generator, options, new BitSet());
        ListedMishaps listed = new ListedMishaps(mishaps);
        try {
            SimulationReport report = trial.run(listed, expected);
            tally.add(report);
            return mishaps.length == 0 ? report.operations() : trial.operationsOfStart();
        } catch (AssertionError | RuntimeException failure) {
            throw failure(trial, "\n  " + listed, "", failure);
        }
    }

    private static SimulationFailure failure(Trial trial, String mishaps, String shrunk, Throwable failure) {
        long seed = trial.options().seed();
        return new SimulationFailure(
                seed,
                "the simulation of seed " + seed + " fails: " + failure + mishaps + "\n" + trial.describe() + shrunk,
                failure);
    }
}
