package dev.millrace.testkit;

import java.util.Random;

/** A disk that fails now and then, and so many crashes, at steps or in the middle of what the disk does. */
final class RandomMishaps implements Mishaps {

    /** A crash comes within about so many steps. */
    private static final int STEPS_MAX = 400;

    /** An operation of a crash on the disk is within so many. */
    private static final int OPERATIONS_MAX = 40;

    /** Limits that vary are a power of two times this. */
    private static final int VARIED_MIN = 4;

    private static final int VARIED_STEPS_DOUBLINGS = 8;
    private static final int VARIED_OPERATIONS_DOUBLINGS = 5;

    private int crashesLeft;
    private final boolean isVaried;

    /**
     * Plans crashes.
     *
     * @param crashes how many
     * @param isVaried whether some come in quick succession, and others after a long life
     */
    RandomMishaps(int crashes, boolean isVaried) {
        crashesLeft = crashes;
        this.isVaried = isVaried;
    }

    @Override
    public Death plan(FaultyStorage storage, Random random) {
        Death death = Death.NEVER;
        if (random.nextInt(8) == 0) {
            storage.failAt(1 + random.nextInt(OPERATIONS_MAX));
        }
        if (crashesLeft > 0) {
            crashesLeft--;
            if (random.nextBoolean()) {
                storage.crashAt(1 + random.nextInt(limit(random, OPERATIONS_MAX, VARIED_OPERATIONS_DOUBLINGS)));
            }
            // In any case: the job may end before the disk comes to that.
            int steps = 1 + random.nextInt(limit(random, STEPS_MAX, VARIED_STEPS_DOUBLINGS));
            death = new Death(steps, isVaried && random.nextInt(4) > 0);
        }
        return death;
    }

    private int limit(Random random, int usual, int doublings) {
        return isVaried ? VARIED_MIN << random.nextInt(doublings) : usual;
    }
}
