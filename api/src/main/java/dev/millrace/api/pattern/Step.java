package dev.millrace.api.pattern;

/**
 * One step of a pattern.
 *
 * @param name unique in its pattern
 * @param contiguity how its first record lies to what was taken before; of no matter for the record that a match starts with
 * @param condition on each of its records; for an absence, on the records that must not be there
 * @param seesSoFar whether the condition looks at what was taken before; if not, its answer depends on the record alone
 * @param min how many records it takes at least, positive
 * @param max how many it takes at most, {@link #UNLIMITED} if there is no such bound
 * @param isOptional whether it may be left out altogether
 * @param isReluctant whether it takes as few records as possible rather than as many
 * @param isConsecutive whether its records follow each other directly; if not, those that do not match are skipped
 * @param <T> type of the records
 */
public record Step<T>(
        String name,
        Contiguity contiguity,
        StepCondition<T> condition,
        boolean seesSoFar,
        int min,
        int max,
        boolean isOptional,
        boolean isReluctant,
        boolean isConsecutive) {

    /** No bound on the number of records. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** Validates. */
    public Step {
        if (name.isBlank()) {
            throw new IllegalArgumentException(
                    "a step of a pattern needs a name that is not blank, got '" + name + "'");
        }
        if (min < 1) {
            throw new IllegalArgumentException("the step '" + name + "' must take at least one record, got " + min
                    + "; use optional() for a step that may be left out");
        }
        if (max < min) {
            throw new IllegalArgumentException(
                    "the step '" + name + "' cannot take at least " + min + " and at most " + max + " records");
        }
    }

    /** Whether it may take several records. */
    boolean isLoop() {
        return max > 1;
    }

    /** Whether any number of records may pass while this step waits for the next one. */
    boolean canWait() {
        return isLoop() && !isConsecutive || contiguity != Contiguity.NEXT && contiguity != Contiguity.NOT_NEXT;
    }

    Step<T> withTimes(int newMin, int newMax) {
        return new Step<>(
                name, contiguity, condition, seesSoFar, newMin, newMax, isOptional, isReluctant, isConsecutive);
    }

    Step<T> asOptional() {
        return new Step<>(name, contiguity, condition, seesSoFar, min, max, true, isReluctant, isConsecutive);
    }

    Step<T> asReluctant(boolean reluctant) {
        return new Step<>(name, contiguity, condition, seesSoFar, min, max, isOptional, reluctant, isConsecutive);
    }

    Step<T> asConsecutive() {
        return new Step<>(name, contiguity, condition, seesSoFar, min, max, isOptional, isReluctant, true);
    }

    /** As <code>failures{3}</code>, in the notation of regular expressions. */
    String describe() {
        String text = name + quantifier();
        if (isOptional) {
            text = isLoop() ? "(" + text + ")?" : text + "?";
        }
        return text + (isReluctant ? "?" : "");
    }

    private String quantifier() {
        if (max == UNLIMITED) {
            return min == 1 ? "+" : "{" + min + ",}";
        }
        if (max == 1) {
            return "";
        }
        return min == max ? "{" + min + "}" : "{" + min + "," + max + "}";
    }
}
