package dev.millrace.testkit;

import java.util.Random;

/** What goes wrong with a simulated machine, decided anew each time it starts. Used by one run. */
@FunctionalInterface
interface Mishaps {

    /** The machine does not die by itself. */
    int NEVER = Integer.MAX_VALUE;

    /**
     * Plans one life of the machine.
     *
     * @param storage gets the failures and the crash of this life
     * @param random of the run
     * @return after how many steps the machine dies, if the storage has not killed it before; or {@link #NEVER}
     */
    int plan(FaultyStorage storage, Random random);
}
