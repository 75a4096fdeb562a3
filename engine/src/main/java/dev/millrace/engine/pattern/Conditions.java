package dev.millrace.engine.pattern;

import dev.millrace.api.pattern.Step;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.RecordFailure;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Asks the user's conditions. One that looks at the record alone is asked once about each, if no other record comes between. */
final class Conditions {

    private static final long NO_ROW = -1;

    private final PatternProgram program;
    private final Failures failures;
    private final OperatorCounters counters;
    private final TakenSoFar soFar;

    /** By step: serial of the row that it was asked about last, and the answer. */
    private final long[] askedSerials;

    private final boolean[] answers;

    Conditions(PatternProgram program, Failures failures, OperatorCounters counters) {
        this.program = program;
        this.failures = failures;
        this.counters = counters;
        soFar = new TakenSoFar(program.takingSteps());
        askedSerials = new long[program.size()];
        Arrays.fill(askedSerials, NO_ROW);
        answers = new boolean[program.size()];
    }

    /** Whether the condition of a step holds for a row, given what was taken before. */
    boolean test(int index, Row row, @Nullable Taken before) throws RecordFailure {
        Step<Object> step = program.step(index);
        if (!step.seesSoFar() && askedSerials[index] == row.serial) {
            return answers[index];
        }
        boolean answer = ask(step, row, before);
        askedSerials[index] = row.serial;
        answers[index] = answer;
        return answer;
    }

    /** One that throws does not hold, if the job goes on. */
    private boolean ask(Step<Object> step, Row row, @Nullable Taken before) throws RecordFailure {
        try {
            return step.condition().test(row.value, soFar.show(before));
        } catch (Throwable thrown) {
            RecordFailure failure = new RecordFailure(row.origin, thrown);
            failures.requireSetAside(failure);
            if (!row.isSetAside) {
                row.isSetAside = true;
                failures.setAside(row.value, row.timestamp, failure, counters);
            }
            return false;
        }
    }

    /** Whether any of these conditions holds. */
    boolean testAny(int[] indexes, Row row, @Nullable Taken before) throws RecordFailure {
        for (int index : indexes) {
            if (test(index, row, before)) {
                return true;
            }
        }
        return false;
    }
}
