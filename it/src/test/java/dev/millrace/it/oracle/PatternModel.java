package dev.millrace.it.oracle;

import dev.millrace.api.pattern.AfterMatch.Target;
import dev.millrace.api.pattern.Contiguity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds matches by trying: from each start, one alternative after the other in the order of preference, with nothing known but a
 * first part of the records, then one record more, until the answer does not ask for a record behind that part.
 */
final class PatternModel {

    private final PatternSpec spec;
    private final List<Item> rows;

    /** A row that a step takes. */
    private record Choice(int step, int row) {}

    private enum Answer {
        MATCH,
        NONE,
        /** Depends on rows that are not known yet. */
        OPEN
    }

    /**
     * What a start came to.
     *
     * @param start the row
     * @param isMatch a match, or the part of one that ran out of time
     * @param choices what was taken; empty if it came to nothing
     * @param moment twice the number of the row that decided it; one less if its time was over before that row
     * @param time when that was; {@link #AT_END} if only the end of the input decided
     */
    record Outcome(int start, boolean isMatch, List<Choice> choices, int moment, long time) {}

    /** No time at which anything happens. */
    static final long AT_END = Long.MAX_VALUE;

    /** The rows of one key that are not late, in order. */
    PatternModel(PatternSpec spec, List<Item> rows) {
        this.spec = spec;
        this.rows = rows;
    }

    /** What comes out, in order. */
    List<Outcome> outcomes() {
        List<Outcome> outcomes = new ArrayList<>();
        if (spec.target() == Target.NEXT) {
            for (int start = 0; start < rows.size(); start++) {
                outcomes.add(attempt(start));
            }
            outcomes.sort(Comparator.comparingInt(Outcome::moment).thenComparingInt(Outcome::start));
        } else {
            int moment = 0;
            long time = Long.MIN_VALUE;
            for (int start = 0; start < rows.size(); ) {
                Outcome alone = attempt(start);
                // It is not even tried before those that start earlier are decided.
                moment = Math.max(moment, alone.moment());
                time = Math.max(time, alone.time());
                outcomes.add(new Outcome(start, alone.isMatch(), alone.choices(), moment, time));
                start = alone.isMatch() ? Math.max(start + 1, next(alone)) : start + 1;
            }
        }
        outcomes.removeIf(outcome -> outcome.choices().isEmpty());
        return outcomes;
    }

    private int next(Outcome match) {
        List<Integer> ofTarget = match.choices().stream()
                .filter(choice -> choice.step() == spec.targetStep())
                .map(Choice::row)
                .toList();
        return switch (spec.target()) {
            case NEXT -> match.start() + 1;
            case PAST_LAST -> match.choices().get(match.choices().size() - 1).row() + 1;
            case FIRST -> ofTarget.isEmpty() ? 0 : ofTarget.get(0);
            case LAST -> ofTarget.isEmpty() ? 0 : ofTarget.get(ofTarget.size() - 1);
        };
    }

    private Outcome attempt(int start) {
        boolean isTimed = spec.withinMillis() > 0;
        long deadline = rows.get(start).time() + spec.withinMillis();
        int end = start + 1;
        while (end < rows.size() && (!isTimed || rows.get(end).time() < deadline)) {
            end++;
        }
        for (int known = start + 1; known <= end; known++) {
            Search search = new Search(known, false);
            Answer answer = search.enter(0, start - 1, List.of());
            if (answer != Answer.OPEN) {
                return new Outcome(
                        start,
                        answer == Answer.MATCH,
                        search.match,
                        2 * (known - 1),
                        rows.get(known - 1).time());
            }
        }
        Search search = new Search(end, true);
        boolean isMatch = search.enter(0, start - 1, List.of()) == Answer.MATCH;
        List<Choice> choices = isMatch ? search.match : isTimed ? search.ranOut : List.of();
        return new Outcome(start, isMatch, choices, 2 * end - 1, isTimed ? deadline - 1 : AT_END);
    }

    /** Tries all alternatives from one start. Preferred ones first, so the first answer that is not NONE holds. */
    private final class Search {

        private final int known;

        /** Whether it is certain that no further row can be taken. */
        private final boolean isOver;

        private final List<Choice> taken = new ArrayList<>();
        private List<Choice> match = List.of();

        /** The first alternative that was left waiting. */
        private List<Choice> ranOut = List.of();

        Search(int known, boolean isOver) {
            this.known = known;
            this.isOver = isOver;
        }

        /** Lets a step have its turn; last is the row taken last, absences are the steps that must not match behind it. */
        Answer enter(int step, int last, List<Integer> absences) {
            if (step == spec.steps().size()) {
                return end(last, absences);
            }
            PatternSpec.Part part = spec.steps().get(step);
            if (part.contiguity().isAbsence()) {
                List<Integer> more = new ArrayList<>(absences);
                more.add(step);
                return enter(step + 1, last, more);
            }
            Answer answer = Answer.NONE;
            if (part.isOptional() && part.isReluctant()) {
                answer = enter(step + 1, last, absences);
            }
            if (answer == Answer.NONE) {
                answer = take(step, 0, part.contiguity(), last, absences);
            }
            if (answer == Answer.NONE && part.isOptional() && !part.isReluctant()) {
                answer = enter(step + 1, last, absences);
            }
            return answer;
        }

        private Answer take(int step, int count, Contiguity contiguity, int last, List<Integer> absences) {
            boolean isStart = taken.isEmpty(); // only the start row may be taken, which is the first
            for (int row = last + 1; row < known; row++) {
                boolean isNext = row == last + 1;
                if (!isStart && isNext && isAny(Contiguity.NOT_NEXT, absences, row)) {
                    return Answer.NONE;
                }
                boolean canTake = contiguity != Contiguity.NEXT || isNext || isStart;
                boolean isTaken = canTake && holds(step, row);
                if (isTaken) {
                    taken.add(new Choice(step, row));
                    Answer answer = leaveOrStay(step, count + 1, row);
                    if (answer != Answer.NONE) {
                        return answer;
                    }
                    taken.remove(taken.size() - 1);
                }
                boolean canSkip =
                        contiguity == Contiguity.FOLLOWED_BY_ANY || contiguity == Contiguity.FOLLOWED_BY && !isTaken;
                if (isStart || !canSkip || isAny(Contiguity.NOT_FOLLOWED_BY, absences, row)) {
                    return Answer.NONE;
                }
            }
            return askForMore();
        }

        private Answer leaveOrStay(int step, int count, int row) {
            PatternSpec.Part part = spec.steps().get(step);
            boolean canStay = count < part.max();
            boolean canLeave = count >= part.min();
            Contiguity inside = part.isConsecutive() ? Contiguity.NEXT : Contiguity.FOLLOWED_BY;
            Answer answer = Answer.NONE;
            if (canLeave && part.isReluctant()) {
                answer = enter(step + 1, row, List.of());
            }
            if (answer == Answer.NONE && canStay) {
                answer = take(step, count, inside, row, List.of());
            }
            if (answer == Answer.NONE && canLeave && !part.isReluctant()) {
                answer = enter(step + 1, row, List.of());
            }
            return answer;
        }

        private Answer end(int last, List<Integer> absences) {
            boolean isForLong = absences.stream()
                    .anyMatch(step -> spec.steps().get(step).contiguity() == Contiguity.NOT_FOLLOWED_BY);
            for (int row = last + 1; !absences.isEmpty(); row++) {
                if (row > last + 1 && !isForLong || row == known && isOver) {
                    break;
                }
                if (row == known) {
                    return Answer.OPEN;
                }
                boolean isNext = row == last + 1;
                if (isNext && isAny(Contiguity.NOT_NEXT, absences, row)
                        || isAny(Contiguity.NOT_FOLLOWED_BY, absences, row)) {
                    return Answer.NONE;
                }
            }
            match = List.copyOf(taken);
            return Answer.MATCH;
        }

        private Answer askForMore() {
            if (!isOver) {
                return Answer.OPEN;
            }
            if (ranOut.isEmpty()) {
                ranOut = List.copyOf(taken);
            }
            return Answer.NONE;
        }

        private boolean isAny(Contiguity contiguity, List<Integer> absences, int row) {
            return absences.stream()
                    .anyMatch(step -> spec.steps().get(step).contiguity() == contiguity && holds(step, row));
        }

        private boolean holds(int step, int row) {
            PatternCondition.Before before = name -> taken.stream()
                    .filter(choice -> PatternSpec.name(choice.step()).equals(name))
                    .map(choice -> rows.get(choice.row()))
                    .toList();
            return spec.steps().get(step).condition().holds(rows.get(row), before);
        }
    }

    /** By step that takes records: the serials of what it took. */
    Map<String, List<Integer>> serials(Outcome outcome) {
        Map<String, List<Integer>> serials = new LinkedHashMap<>();
        for (int i = 0; i < spec.steps().size(); i++) {
            if (!spec.steps().get(i).contiguity().isAbsence()) {
                serials.put(PatternSpec.name(i), new ArrayList<>());
            }
        }
        outcome.choices()
                .forEach(choice -> serials.get(PatternSpec.name(choice.step()))
                        .add(rows.get(choice.row()).serial()));
        return serials;
    }
}
