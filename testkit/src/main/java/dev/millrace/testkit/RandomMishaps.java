package dev.millrace.testkit;

import java.util.Random;

/** A disk that fails now and then, and so many crashes, at steps or in the middle of what the disk does. */
final class RandomMishaps implements Mishaps {

    /** A crash comes within about so many steps. */
    private static final int STEPS_MAX = 400;

    /** An operation of a crash on the disk is within so many. */
    private static final int OPERATIONS_MAX = 40;

    /** Limits that vary are a power of two times this. */
    private static final int LIMIT_MIN = 4;

    private static final int STEPS_DOUBLINGS = 8;
    private static final int OPERATIONS_DOUBLINGS = 5;

    private static final int SHORT_STEPS_MAX = 40;

    /** A renaming or a sync of the directory at which the machine dies is within so many. */
    private static final int CHANGES_MAX = 6;

    private int crashesLeft;
    private final boolean isVaried;

    /** The longest lives are divided by two so many times. */
    private final int halvings;

    /**
     * Plans crashes.
     *
     * @param crashes how many
     * @param isVaried whether some come in quick succession, and others after a long life
     */
    RandomMishaps(int crashes, boolean isVaried) {
        this(crashes, isVaried, 0);
    }

    /** Plans crashes of which some come in quick succession, and others after a life that is shorter for each halving. */
    static RandomMishaps varied(int crashes, int halvings) {
        return new RandomMishaps(crashes, true, halvings);
    }

    private RandomMishaps(int crashes, boolean isVaried, int halvings) {
        crashesLeft = crashes;
        this.isVaried = isVaried;
        this.halvings = halvings;
    }

    @Override
    public Death plan(FaultyStorage storage, Random random) {
        if (random.nextInt(8) == 0) {
            storage.failAt(1 + random.nextInt(OPERATIONS_MAX));
        }
        if (crashesLeft == 0) {
            return Death.NEVER;
        }
        crashesLeft--;
        return isVaried ? varied(storage, random) : usual(storage, random);
    }

    private static Death usual(FaultyStorage storage, Random random) {
        if (random.nextBoolean()) {
            storage.crashAt(1 + random.nextInt(OPERATIONS_MAX));
        }
        // In any case: the job may end before the disk comes to that.
        return new Death(1 + random.nextInt(STEPS_MAX), false);
    }

    private Death varied(FaultyStorage storage, Random random) {
        switch (random.nextInt(4)) {
            case 0 -> storage.crashAtChange(1 + random.nextInt(CHANGES_MAX));
            case 1 -> storage.crashAt(1 + random.nextInt(limit(random, OPERATIONS_DOUBLINGS)));
            default -> {
                // Only after some steps.
            }
        }
        // A life that ends before anything is written shows what the one before has left to chance.
        return random.nextInt(4) == 0
                ? new Death(1 + random.nextInt(Math.max(LIMIT_MIN, SHORT_STEPS_MAX >> halvings)), false)
                : new Death(1 + random.nextInt(limit(random, Math.max(1, STEPS_DOUBLINGS - halvings))), true);
    }

    private static int limit(Random random, int doublings) {
        return LIMIT_MIN << random.nextInt(doublings);
    }
}
