package dev.millrace.api.pattern;

import org.jspecify.annotations.Nullable;

/**
 * Where the search for the next match of a key goes on after a match. It always goes on by at least one record.
 *
 * @param target which record it goes on with
 * @param step the step that {@link Target#FIRST} and {@link Target#LAST} speak of, else null
 */
public record AfterMatch(Target target, @Nullable String step) {

    /** A place in the match. */
    public enum Target {
        /** The record behind the last one of the match. */
        PAST_LAST,
        /** The record behind the first one of the match. */
        NEXT,
        /** The first record that a step has taken. */
        FIRST,
        /** The last record that a step has taken. */
        LAST
    }

    /** Validates. */
    public AfterMatch {
        boolean needsStep = target == Target.FIRST || target == Target.LAST;
        if (needsStep != (step != null)) {
            throw new IllegalArgumentException(target + " with the step '" + step + "'");
        }
    }

    String describe() {
        return switch (target) {
            case PAST_LAST -> "";
            case NEXT -> ", skip to next";
            case FIRST -> ", skip to first '" + step + "'";
            case LAST -> ", skip to last '" + step + "'";
        };
    }
}
