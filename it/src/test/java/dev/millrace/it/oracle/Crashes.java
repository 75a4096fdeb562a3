package dev.millrace.it.oracle;

import dev.millrace.testkit.TestRun;

/** Has the machine die in a share of the cases of an oracle test: what is right without crashes must be the same with them. */
public final class Crashes {

    private static final int ONE_IN = 3;
    private static final int CRASHES_MAX = 4;

    private Crashes() {}

    /**
     * Adds crashes to one case in three.
     *
     * @param builder of the run
     * @param seed of the case
     * @return the builder
     */
    public static TestRun.Builder sometimes(TestRun.Builder builder, long seed) {
        return Math.floorMod(seed, ONE_IN) == 0
                ? builder.crashes(1 + (int) Math.floorMod(seed / ONE_IN, (long) CRASHES_MAX))
                : builder;
    }
}
