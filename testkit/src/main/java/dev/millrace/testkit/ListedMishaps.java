package dev.millrace.testkit;

import java.util.List;
import java.util.Random;

/** One mishap for each life of a machine, in their order; then nothing goes wrong any more. */
final class ListedMishaps implements Mishaps {

    /** What happens at an operation of the disk. */
    enum Kind {
        FAIL,
        CRASH
    }

    /**
     * What goes wrong in one life.
     *
     * @param kind what it is
     * @param operation number of the operation of the disk, from 1 in each life
     */
    record Mishap(Kind kind, long operation) {}

    private final List<Mishap> mishaps;
    private int life;

    ListedMishaps(Mishap... mishaps) {
        this.mishaps = List.of(mishaps);
    }

    @Override
    public Death plan(FaultyStorage storage, Random random) {
        if (life < mishaps.size()) {
            Mishap mishap = mishaps.get(life++);
            switch (mishap.kind()) {
                case FAIL -> storage.failAt(mishap.operation());
                case CRASH -> storage.crashAt(mishap.operation());
            }
        }
        return Death.NEVER;
    }

    @Override
    public String toString() {
        return mishaps.isEmpty() ? "no mishaps" : mishaps.toString();
    }
}
