package dev.millrace.api.pattern;

import java.util.List;

/** What a pattern must not be. Each message has the value, the rule and the way out. */
final class PatternRules {

    private PatternRules() {}

    /** What to say of a step that does not exist. */
    static String unknown(String step, Iterable<String> known) {
        return "the pattern has no step '" + step + "' that takes records; it has '" + String.join("', '", known) + "'";
    }

    /** A step that may be added to those before. */
    static <T> void requireFits(List<Step<T>> before, Step<T> added) {
        if (before.size() == Pattern.STEPS_MAX) {
            throw new IllegalArgumentException("a pattern has at most " + Pattern.STEPS_MAX + " steps, '" + added.name()
                    + "' is one more; use times(n) for steps that are alike");
        }
        if (before.stream().anyMatch(step -> step.name().equals(added.name()))) {
            throw new IllegalArgumentException(
                    "the pattern has a step '" + added.name() + "' already; names must be unique");
        }
        if (!before.isEmpty() && added.contiguity() == Contiguity.NEXT) {
            Step<T> last = before.get(before.size() - 1);
            if (last.contiguity() == Contiguity.NOT_FOLLOWED_BY) {
                throw new IllegalArgumentException("nothing lies between a record and the next one, so notFollowedBy '"
                        + last.name() + "' says nothing before next '" + added.name()
                        + "'; use notNext, or followedBy after it");
            }
        }
    }

    static void requireTakes(Step<?> step, String method) {
        if (step.contiguity().isAbsence()) {
            throw new IllegalArgumentException("the step '" + step.name() + "' is an absence and takes no record, so "
                    + method + " says nothing about it");
        }
    }

    static void requireNoQuantifier(Step<?> step) {
        requireTakes(step, "a quantifier");
        if (step.min() != 1 || step.max() != 1) {
            throw new IllegalArgumentException("the step '" + step.describe() + "' has a quantifier already");
        }
    }

    static void requireChoice(Step<?> step, String method) {
        requireTakes(step, method);
        if (step.min() == step.max() && !step.isOptional()) {
            throw new IllegalArgumentException("the step '" + step.describe() + "' always takes " + step.min()
                    + (step.min() == 1 ? " record" : " records") + ", so " + method
                    + " says nothing about it; say it after times(min, max), oneOrMore() or optional()");
        }
    }

    static void requireLoop(Step<?> step) {
        requireTakes(step, "consecutive");
        if (!step.isLoop()) {
            throw new IllegalArgumentException("the step '" + step.name()
                    + "' takes one record, so consecutive says nothing about it; say it after times(n) or oneOrMore(),"
                    + " or use next for a step that follows directly");
        }
    }

    static void requireOneBound(boolean hasOther) {
        if (hasOther) {
            throw new IllegalArgumentException("a pattern has either within(duration) or unbounded(), not both");
        }
    }

    static void requireComplete(Pattern<?> pattern) {
        requireSomething(pattern);
        requireBounded(pattern);
        requireProgress(pattern);
    }

    private static boolean isNeeded(Step<?> step) {
        return !step.contiguity().isAbsence() && !step.isOptional();
    }

    private static void requireSomething(Pattern<?> pattern) {
        if (pattern.steps().stream().noneMatch(PatternRules::isNeeded)) {
            throw new IllegalArgumentException("the pattern '" + pattern.describe()
                    + "' matches without any record, as all its steps are optional; at least one must not be");
        }
    }

    private static void requireBounded(Pattern<?> pattern) {
        if (pattern.within() != null) {
            return;
        }
        for (int i = pattern.steps().size() - 1;
                i >= 0 && !isNeeded(pattern.steps().get(i));
                i--) {
            Step<?> step = pattern.steps().get(i);
            if (step.contiguity().isAbsence()) {
                throw new IllegalArgumentException("the pattern '" + pattern.describe() + "' may end with the absence '"
                        + step.name() + "', which nothing but time can prove; add within(duration)");
            }
        }
        if (pattern.isUnbounded()) {
            return;
        }
        for (int i = 0; i < pattern.steps().size(); i++) {
            Step<?> step = pattern.steps().get(i);
            // The first record of all waits for nothing.
            boolean canWait = i == 0 ? step.isLoop() && !step.isConsecutive() : step.canWait();
            if (canWait || step.max() == Step.UNLIMITED) {
                throw new IllegalArgumentException("the step '" + step.describe() + "' of the pattern '"
                        + pattern.describe() + "' may wait for ever for "
                        + (step.contiguity().isAbsence() ? "what must not come" : "its records")
                        + ", and all that time state is kept; add within(duration), or unbounded() if that is meant");
            }
        }
    }

    private static void requireProgress(Pattern<?> pattern) {
        String name = pattern.afterMatch().step();
        if (name == null) {
            return;
        }
        List<? extends Step<?>> taking = pattern.steps().stream()
                .filter(step -> !step.contiguity().isAbsence())
                .toList();
        Step<?> step = taking.stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("cannot skip after a match: "
                        + unknown(name, taking.stream().map(Step::name).toList())));
        boolean isFirst = name.equals(taking.get(0).name());
        boolean isOneRecord = pattern.afterMatch().target() == AfterMatch.Target.FIRST || !step.isLoop();
        if (isFirst && isOneRecord) {
            throw new IllegalArgumentException("cannot skip to the record of '" + name
                    + "' after a match, as the match starts there and would be found again; use skipToNext()");
        }
    }
}
