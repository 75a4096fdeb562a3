package dev.millrace.engine.pattern;

import dev.millrace.api.pattern.Contiguity;

/**
 * What a partial match waits for: a row that a step takes, or the end of its time if the pattern ends with an absence. A state of
 * the automaton.
 *
 * @param step index of the step that takes the row; {@link #END} if there is none
 * @param isLoop whether that step has taken rows already
 * @param contiguity how the row lies to the last one; {@link Contiguity#FOLLOWED_BY} at the end
 * @param notNext indexes of the steps that must not match the next row
 * @param notBefore indexes of the steps that must not match any row before
 * @param isBlind whether neither this nor anything after it looks at what was taken
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity only
record State(int step, boolean isLoop, Contiguity contiguity, int[] notNext, int[] notBefore, boolean isBlind) {

    static final int END = -1;

    /** Whether there is nothing to wait for. */
    boolean isDone() {
        return step == END && notNext.length == 0 && notBefore.length == 0;
    }

    /** Whether it matters if a row is the one next to the last that was taken. */
    boolean dependsOnNext() {
        return notNext.length > 0 || contiguity == Contiguity.NEXT;
    }
}
