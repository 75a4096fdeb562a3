package dev.millrace.engine.pattern;

import dev.millrace.api.pattern.Contiguity;
import dev.millrace.api.pattern.Pattern;
import dev.millrace.api.pattern.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A pattern as an automaton. Its states are {@link State}s; which of them follow a step is known beforehand, in order of
 * preference.
 */
final class PatternProgram {

    private static final int[] NONE = {};

    private static final State DONE = State.end(NONE, NONE, true);

    private final List<Step<Object>> steps;

    /** By step: to wait for another row of it; absences have one that nobody uses. */
    private final List<State> loops = new ArrayList<>();

    /** By step: what to wait for when it has all its rows, in order of preference. */
    private final List<List<State>> exits = new ArrayList<>();

    /** All states behind the start. */
    private final List<State> numbered = new ArrayList<>();

    /** What a match may start with, in order of preference. */
    private final List<State> starts;

    /** Indexes of the steps that take rows, by name, in order. */
    private final Map<String, Integer> takingSteps = new LinkedHashMap<>();

    @SuppressWarnings("unchecked") // the compiler checked the types where the pipeline was written
    PatternProgram(Pattern<?> pattern) {
        steps = ((Pattern<Object>) pattern).steps();
        for (int i = 0; i < steps.size(); i++) {
            Step<Object> step = steps.get(i);
            Contiguity contiguity = step.isConsecutive() ? Contiguity.NEXT : Contiguity.FOLLOWED_BY;
            loops.add(new State(i, contiguity, NONE, NONE, isBlindFrom(i)));
            exits.add(enter(i + 1));
            if (!step.contiguity().isAbsence()) {
                takingSteps.put(step.name(), i);
            }
        }
        starts = enter(0);
        numbered.add(DONE);
        numbered.addAll(loops);
        exits.forEach(numbered::addAll);
    }

    private List<State> enter(int index) {
        List<State> states = new ArrayList<>();
        enter(index, NONE, NONE, index, states);
        return List.copyOf(states);
    }

    private void enter(int index, int[] notNext, int[] notBefore, int from, List<State> states) {
        if (index == steps.size()) {
            states.add(State.end(notNext, notBefore, isBlindFrom(from)));
            return;
        }
        Step<Object> step = steps.get(index);
        switch (step.contiguity()) {
            case NOT_NEXT -> enter(index + 1, with(notNext, index), notBefore, from, states);
            case NOT_FOLLOWED_BY -> enter(index + 1, notNext, with(notBefore, index), from, states);
            default -> {
                State state = new State(index, step.contiguity(), notNext, notBefore, isBlindFrom(from));
                if (step.isOptional() && step.isReluctant()) {
                    enter(index + 1, notNext, notBefore, from, states);
                    states.add(state);
                } else {
                    states.add(state);
                    if (step.isOptional()) {
                        enter(index + 1, notNext, notBefore, from, states);
                    }
                }
            }
        }
    }

    private static int[] with(int[] indexes, int added) {
        int[] more = Arrays.copyOf(indexes, indexes.length + 1);
        more[indexes.length] = added;
        return more;
    }

    private boolean isBlindFrom(int from) {
        return steps.stream().skip(from).noneMatch(Step::seesSoFar);
    }

    Step<Object> step(int index) {
        return steps.get(index);
    }

    int size() {
        return steps.size();
    }

    List<State> starts() {
        return starts;
    }

    State loop(int step) {
        return loops.get(step);
    }

    List<State> exits(int step) {
        return exits.get(step);
    }

    /** Tells the states apart that a partial match may be in: the same for a pattern that is the same. */
    int number(State state) {
        return numbered.indexOf(state);
    }

    /** The state with a number. */
    State state(int number) {
        return numbered.get(number);
    }

    /** To wait for nothing. */
    State done() {
        return DONE;
    }

    Map<String, Integer> takingSteps() {
        return takingSteps;
    }

    /** Index of a step that takes rows. */
    int takingStep(@Nullable String name) {
        Integer index = takingSteps.get(name);
        assert index != null : "no step " + name;
        return index;
    }
}
