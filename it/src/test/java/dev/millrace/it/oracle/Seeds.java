package dev.millrace.it.oracle;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.LongConsumer;

/** Runs cases by number. A case that fails does not stop the others; all are reported, with how to repeat one. */
final class Seeds {

    private static final boolean IS_LONG = Boolean.getBoolean("millrace.long");

    private static final int FAILURES_MAX = 3;

    private Seeds() {}

    /** Whether one case was asked for, so that there is no distribution to be looked at. */
    static boolean isOne() {
        return Long.getLong("millrace.seed") != null;
    }

    static int cases(int usual, int ifLong) {
        return IS_LONG ? ifLong : usual;
    }

    /** One of all. */
    static <E> E any(Random random, E[] all) {
        return all[random.nextInt(all.length)];
    }

    /** One after the other, so that few cases have all. */
    static <E> E inTurn(long seed, E[] all) {
        return all[Math.floorMod(seed, all.length)];
    }

    static void run(int cases, LongConsumer one) {
        Long only = Long.getLong("millrace.seed");
        long first = only == null ? 0 : only;
        long end = only == null ? cases : only + 1;
        List<Throwable> failures = new ArrayList<>();
        StringBuilder seeds = new StringBuilder();
        for (long seed = first; seed < end && failures.size() < FAILURES_MAX; seed++) {
            try {
                one.accept(seed);
            } catch (AssertionError | RuntimeException failure) {
                failures.add(failure);
                seeds.append("\n  -Dmillrace.seed=").append(seed).append(" -> ").append(failure);
            }
        }
        if (!failures.isEmpty()) {
            AssertionError all = new AssertionError("cases failed:" + seeds);
            failures.forEach(all::addSuppressed);
            throw all;
        }
    }
}
