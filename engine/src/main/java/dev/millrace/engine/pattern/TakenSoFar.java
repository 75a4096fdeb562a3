package dev.millrace.engine.pattern;

import dev.millrace.api.pattern.StepRecords;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a partial match has taken, as conditions see it. One object for all: it is moved before each call. */
final class TakenSoFar implements StepRecords<Object> {

    private final Map<String, Integer> steps;
    private @Nullable Taken last;

    TakenSoFar(Map<String, Integer> steps) {
        this.steps = steps;
    }

    /** From now on shows this; null for nothing. */
    TakenSoFar show(@Nullable Taken taken) {
        last = taken;
        return this;
    }

    @Override
    public List<Object> get(String step) {
        int index = index(step);
        List<Object> records = new ArrayList<>();
        // Steps take rows in their order, so those of later steps come first here.
        for (Taken taken = last; taken != null && taken.step >= index; taken = taken.before) {
            if (taken.step == index) {
                records.add(taken.row.value);
            }
        }
        Collections.reverse(records);
        return records;
    }

    @Override
    public Object last(String step) {
        int index = index(step);
        Taken taken = last;
        while (taken != null && taken.step > index) {
            taken = taken.before;
        }
        return taken != null && taken.step == index ? taken.row.value : StepRecords.super.last(step);
    }

    private int index(String step) {
        Integer index = steps.get(step);
        if (index == null) {
            throw new IllegalArgumentException("the pattern has no step '" + step + "' that takes records; it has '"
                    + String.join("', '", steps.keySet()) + "'");
        }
        return index;
    }
}
