package dev.millrace.engine.pattern;

import dev.millrace.api.pattern.Contiguity;

/**
 * A state of the automaton: what a partial match waits for, a row that a step takes, or the end of its time if the pattern ends
 * with an absence.
 */
final class State {

    static final int END = -1;

    /** Index of the step that takes the row; {@link #END} if there is none. */
    final int step;

    /** How the row lies to the last one. */
    final Contiguity contiguity;

    /** Indexes of the steps that must not match the next row. */
    final int[] notNext;

    /** Indexes of the steps that must not match any row before. */
    final int[] notBefore;

    /** Whether neither this nor anything after it looks at what was taken. */
    final boolean isBlind;

    State(int step, Contiguity contiguity, int[] notNext, int[] notBefore, boolean isBlind) {
        this.step = step;
        this.contiguity = contiguity;
        this.notNext = notNext;
        this.notBefore = notBefore;
        this.isBlind = isBlind;
    }

    /** Where a pattern ends, perhaps with what must not come behind it. */
    static State end(int[] notNext, int[] notBefore, boolean isBlind) {
        return new State(END, Contiguity.FOLLOWED_BY, notNext, notBefore, isBlind);
    }

    /** Whether there is nothing to wait for. */
    boolean isDone() {
        return step == END && notNext.length == 0 && notBefore.length == 0;
    }

    /** Whether it matters if a row is the one next to the last that was taken. */
    boolean dependsOnNext() {
        return notNext.length > 0 || contiguity == Contiguity.NEXT;
    }
}
