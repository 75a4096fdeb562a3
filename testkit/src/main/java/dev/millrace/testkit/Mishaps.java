package dev.millrace.testkit;

import java.util.Random;

/** What goes wrong with a simulated machine, decided anew each time it starts. Used by one run. */
@FunctionalInterface
interface Mishaps {

    /**
     * When a machine dies by itself.
     *
     * @param steps after how many
     * @param isAfterWriting whether they are counted only from when something has been written, so that there may be a checkpoint
     */
    record Death(int steps, boolean isAfterWriting) {

        /** The machine does not die by itself. */
        static final Death NEVER = new Death(Integer.MAX_VALUE, false);
    }

    /**
     * Plans one life of the machine.
     *
     * @param storage gets the failures and the crash of this life
     * @param random of the run
     * @return when the machine dies, if the storage has not killed it before
     */
    Death plan(FaultyStorage storage, Random random);
}
