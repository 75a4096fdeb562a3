package dev.millrace.it.oracle;

import dev.millrace.api.pattern.AfterMatch.Target;
import dev.millrace.api.pattern.Contiguity;
import dev.millrace.api.pattern.Pattern;
import dev.millrace.api.pattern.StepCondition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A random pattern as data, for the engine and for the model.
 *
 * @param steps in order
 * @param target where the search goes on after a match
 * @param targetStep index of the step that this speaks of
 * @param withinMillis 0 for no bound
 */
record PatternSpec(List<Part> steps, Target target, int targetStep, long withinMillis) {

    private static final int ENOUGH = 1_000_000;

    /** More of them and the model would try for too long. */
    private static final int BRANCHING_MAX = 3;

    /** One step. */
    record Part(
            Contiguity contiguity,
            PatternCondition condition,
            int min,
            int max,
            boolean isOptional,
            boolean isReluctant,
            boolean isConsecutive) {

        boolean isLoop() {
            return max > 1;
        }
    }

    static String name(int step) {
        return "step-" + step;
    }

    static PatternSpec random(Random random, boolean isUnbounded, Target target) {
        int count = 1 + random.nextInt(random.nextBoolean() ? 3 : 5);
        boolean canLookBack = random.nextBoolean();
        boolean isStrict = random.nextInt(5) == 0;
        List<Part> steps = new ArrayList<>();
        List<String> taking = new ArrayList<>();
        int branching = 0;
        while (steps.size() < count) {
            int index = steps.size();
            Contiguity contiguity = contiguity(random, steps, isStrict);
            // An absence at the end, optional steps behind it not counted, needs a bound.
            boolean isLast = index == count - 1;
            if (contiguity.isAbsence()) {
                if (isUnbounded && isLast) {
                    contiguity = Contiguity.FOLLOWED_BY;
                } else {
                    PatternCondition condition = PatternCondition.random(random, taking, canLookBack);
                    steps.add(new Part(contiguity, condition, 1, 1, false, false, false));
                    continue;
                }
            }
            taking.add(name(index));
            boolean canBranch = branching < BRANCHING_MAX;
            boolean isLoop = canBranch && random.nextInt(3) == 0;
            int min = isLoop ? 1 + random.nextInt(3) : 1;
            int max = isLoop ? random.nextInt(3) == 0 ? Integer.MAX_VALUE : min + random.nextInt(3) : 1;
            boolean isOptional = !(isUnbounded && isLast) && canBranch && random.nextInt(5) == 0;
            boolean isChoice = min < max || isOptional;
            if (contiguity == Contiguity.FOLLOWED_BY_ANY && !canBranch) {
                contiguity = Contiguity.FOLLOWED_BY;
            }
            branching += (isChoice ? 1 : 0) + (contiguity == Contiguity.FOLLOWED_BY_ANY ? 1 : 0);
            steps.add(new Part(
                    contiguity,
                    PatternCondition.random(random, taking, canLookBack),
                    min,
                    max,
                    isOptional,
                    isChoice && random.nextInt(3) == 0,
                    max > 1 && (isStrict || random.nextInt(3) == 0)));
        }
        if (steps.stream()
                .allMatch(part -> part.isOptional() || part.contiguity().isAbsence())) {
            return random(random, isUnbounded, target);
        }
        int targetStep = target(random, steps);
        if (targetStep < 0 && (target == Target.FIRST || target == Target.LAST)) {
            return random(random, isUnbounded, target);
        }
        long within = isUnbounded ? 0 : 1 + random.nextInt(random.nextBoolean() ? 30 : 300);
        return new PatternSpec(List.copyOf(steps), target, targetStep, within);
    }

    private static Contiguity contiguity(Random random, List<Part> before, boolean isStrict) {
        if (before.isEmpty()) {
            return Contiguity.FOLLOWED_BY;
        }
        boolean isBehindNotFollowedBy = before.get(before.size() - 1).contiguity() == Contiguity.NOT_FOLLOWED_BY;
        return switch (random.nextInt(10)) {
            case 0, 1 -> Contiguity.NOT_FOLLOWED_BY;
            case 2 -> Contiguity.NOT_NEXT;
            case 3, 4 -> isBehindNotFollowedBy ? Contiguity.FOLLOWED_BY : Contiguity.NEXT;
            case 5 -> Contiguity.FOLLOWED_BY_ANY;
            default -> isStrict && !isBehindNotFollowedBy ? Contiguity.NEXT : Contiguity.FOLLOWED_BY;
        };
    }

    /** A step behind the first one that takes records; -1 if there is none. */
    private static int target(Random random, List<Part> steps) {
        List<Integer> candidates = new ArrayList<>();
        for (int i = 1; i < steps.size(); i++) {
            if (!steps.get(i).contiguity().isAbsence()) {
                candidates.add(i);
            }
        }
        return candidates.isEmpty() ? -1 : candidates.get(random.nextInt(candidates.size()));
    }

    /** The pattern as a user would write it. */
    Pattern<Item> pattern() {
        Pattern<Item> pattern = null;
        for (int i = 0; i < steps.size(); i++) {
            pattern = quantified(steps.get(i), added(pattern, i));
        }
        pattern = withinMillis == 0 ? pattern.unbounded() : pattern.within(Duration.ofMillis(withinMillis));
        pattern = switch (target) {
            case PAST_LAST -> pattern.skipPastLast();
            case NEXT -> pattern.skipToNext();
            case FIRST -> pattern.skipToFirst(name(targetStep));
            case LAST -> pattern.skipToLast(name(targetStep));
        };
        return pattern.partialMatchesMax(ENOUGH);
    }

    private Pattern<Item> added(Pattern<Item> before, int index) {
        Part part = steps.get(index);
        PatternCondition condition = part.condition();
        String name = name(index);
        if (condition.looksBack()) {
            StepCondition<Item> looking = condition::test;
            if (before == null) {
                return Pattern.begin(name, looking);
            }
            return switch (part.contiguity()) {
                case NEXT -> before.next(name, looking);
                case FOLLOWED_BY -> before.followedBy(name, looking);
                case FOLLOWED_BY_ANY -> before.followedByAny(name, looking);
                case NOT_NEXT -> before.notNext(name, looking);
                case NOT_FOLLOWED_BY -> before.notFollowedBy(name, looking);
            };
        }
        if (before == null) {
            return Pattern.begin(name, item -> plain(condition, item));
        }
        return switch (part.contiguity()) {
            case NEXT -> before.next(name, item -> plain(condition, item));
            case FOLLOWED_BY -> before.followedBy(name, item -> plain(condition, item));
            case FOLLOWED_BY_ANY -> before.followedByAny(name, item -> plain(condition, item));
            case NOT_NEXT -> before.notNext(name, item -> plain(condition, item));
            case NOT_FOLLOWED_BY -> before.notFollowedBy(name, item -> plain(condition, item));
        };
    }

    private static boolean plain(PatternCondition condition, Item item) {
        return condition.holds(item, step -> List.of());
    }

    private static Pattern<Item> quantified(Part part, Pattern<Item> pattern) {
        Pattern<Item> quantified = pattern;
        if (part.isLoop()) {
            quantified = part.max() == Integer.MAX_VALUE
                    ? quantified.timesOrMore(part.min())
                    : quantified.times(part.min(), part.max());
        }
        if (part.isConsecutive()) {
            quantified = quantified.consecutive();
        }
        if (part.isOptional()) {
            quantified = quantified.optional();
        }
        return part.isReluctant() ? quantified.reluctant() : quantified;
    }

    @Override
    public String toString() {
        return pattern().describe() + " " + steps;
    }
}
