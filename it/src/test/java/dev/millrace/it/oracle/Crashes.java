package dev.millrace.it.oracle;

import dev.millrace.testkit.TestRun;

/**
 * Has the machine die, or the job be stopped with savepoints, in a share of the cases of an oracle test: what is right without must be
 * the same with it.
 */
public final class Crashes {

    private static final int ONE_IN = 3;
    private static final int STOPPED_ONE_IN = 3;
    private static final int CRASHES_MAX = 4;

    private Crashes() {}

    /**
     * Adds crashes to one case in three, or, to one in three of these, stops and starts instead.
     *
     * @param builder of the run
     * @param seed of the case
     * @return the builder
     */
    public static TestRun.Builder sometimes(TestRun.Builder builder, long seed) {
        if (Math.floorMod(seed, ONE_IN) != 0) {
            return builder;
        }
        long among = seed / ONE_IN;
        int count = 1 + (int) Math.floorMod(among, (long) CRASHES_MAX);
        return Math.floorMod(among, STOPPED_ONE_IN) == 1 ? builder.crashes(0).stops(count) : builder.crashes(count);
    }
}
