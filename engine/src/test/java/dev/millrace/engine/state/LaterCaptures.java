package dev.millrace.engine.state;

import dev.millrace.engine.operator.Operator;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Captures everything that tasks have, now and then, and has it written while they go on: it must be what it would have been if it had
 * been written at once.
 */
public final class LaterCaptures {

    private final List<? extends Operator> tasks;
    private final Random random;
    private List<CapturedChain> underWay = List.of();

    /** Makes one that has not begun. */
    public LaterCaptures(List<? extends Operator> tasks, Random random) {
        this.tasks = tasks;
        this.random = random;
    }

    /** The tasks are between two batches. */
    public void step() {
        underWay.forEach(each -> each.goOn(random));
        if (random.nextInt(8) == 0) {
            finish();
        }
        if (underWay.isEmpty() && random.nextInt(3) == 0) {
            underWay = new ArrayList<>();
            for (int task = 0; task < tasks.size(); task++) {
                CapturedChain capture = new CapturedChain(task);
                capture.begin(tasks.get(task), true);
                underWay.add(capture);
            }
        }
    }

    /** Nobody else can capture before that. */
    public void finish() {
        underWay.forEach(each -> each.finish(random));
        underWay = List.of();
    }
}
