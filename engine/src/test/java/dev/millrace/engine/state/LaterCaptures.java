package dev.millrace.engine.state;

import dev.millrace.engine.operator.Operator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Captures tasks now and then, first everything and then what has changed, and has it written while they go on: all changes together
 * must be what everything would have been, written at once.
 */
public final class LaterCaptures {

    private final List<? extends Operator> tasks;
    private final Random random;
    private final boolean areChangesCompared;
    private List<CapturedChain> chains;
    private boolean isUnderWay;

    /** Makes one that has not begun. */
    public LaterCaptures(List<? extends Operator> tasks, Random random) {
        this(tasks, random, true);
    }

    private LaterCaptures(List<? extends Operator> tasks, Random random, boolean areChangesCompared) {
        this.tasks = tasks;
        this.random = random;
        this.areChangesCompared = areChangesCompared;
        chains = newChains();
    }

    /**
     * Makes one that captures everything each time, for operators whose changes have more in them than everything: values that have
     * expired since they were written, and that a restore takes away.
     */
    public static LaterCaptures ofEverything(List<? extends Operator> tasks, Random random) {
        return new LaterCaptures(tasks, random, false);
    }

    private List<CapturedChain> newChains() {
        return IntStream.range(0, tasks.size()).mapToObj(CapturedChain::new).toList();
    }

    /** The tasks are between two batches. */
    public void step() {
        chains.forEach(each -> each.goOn(random));
        if (random.nextInt(8) == 0) {
            finish();
        }
        if (!isUnderWay && random.nextInt(3) == 0) {
            isUnderWay = true;
            boolean isKept = !areChangesCompared || random.nextInt(4) > 0;
            chains = areChangesCompared ? chains : newChains();
            for (int task = 0; task < tasks.size(); task++) {
                chains.get(task).begin(tasks.get(task), isKept);
            }
        }
    }

    /** Nobody else can capture before that. */
    public void finish() {
        chains.forEach(each -> each.finish(random));
        isUnderWay = false;
    }
}
