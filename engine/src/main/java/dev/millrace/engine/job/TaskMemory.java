package dev.millrace.engine.job;

import dev.millrace.api.job.MemoryFigures;
import dev.millrace.engine.exchange.Outlet;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.state.Footprint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * What one task keeps in memory: weighs its operators from time to time. Owned by the task's thread where not said otherwise.
 *
 * <p>How often follows from what a weighing costs, so that its share of a record stays about a nanosecond.
 */
final class TaskMemory {

    /** Rows between two weighings, at least. */
    private static final long ROWS_MIN = 1_024;

    /** Rows for each call of a weighing. */
    private static final long ROWS_PER_EFFORT = 16;

    private final JobMemory job;
    private final Consumer<Footprint> input;
    private final List<Footprint> footprints = new ArrayList<>();

    /** Of the input and of each operator. */
    private volatile MemoryFigures[] figures;

    private long dueAfterRows = ROWS_MIN;
    private long bytes;

    /**
     * Makes one of a task that keeps nothing.
     *
     * @param job takes the sum
     * @param parts how many operators there are, and one for the input
     * @param input tells what the input keeps
     */
    TaskMemory(JobMemory job, int parts, Consumer<Footprint> input) {
        this.job = job;
        this.input = input;
        figures = new MemoryFigures[parts];
        Arrays.fill(figures, MemoryFigures.NOTHING);
        for (int i = 0; i < parts; i++) {
            footprints.add(new Footprint());
        }
    }

    /** Whether it is time to weigh, so many rows having been worked on since that was done. */
    boolean isDue(long rows) {
        return rows >= dueAfterRows || rows > 0 && job.isPressed();
    }

    /** Whether a source is to wait: memory is short, and what it has sent has not been taken in. */
    boolean isHeldBack(List<Outlet> outlets) {
        return job.isPressed() && !outlets.stream().allMatch(Outlet::isEmpty);
    }

    /** Weighs everything. May fail the job, or another one; does not throw for that. */
    void weigh(List<Operator> operators, List<Outlet> outlets) {
        MemoryFigures[] weighed = new MemoryFigures[footprints.size()];
        long effort = 0;
        long sum = 0;
        for (int i = 0; i < weighed.length; i++) {
            Footprint footprint = footprints.get(i);
            footprint.begin();
            if (i == 0) {
                input.accept(footprint);
            } else if (i <= operators.size()) {
                operators.get(i - 1).weigh(footprint);
            }
            if (i == weighed.length - 1) {
                outlets.forEach(outlet -> outlet.weigh(footprint));
            }
            weighed[i] = new MemoryFigures(footprint.arrayBytes(), footprint.objectBytes(), footprint.keys());
            effort += footprint.effort();
            sum += footprint.bytes();
        }
        dueAfterRows = Math.max(ROWS_MIN, effort * ROWS_PER_EFFORT);
        figures = weighed;
        report(sum);
    }

    /** The task has let go of everything; its last figures stay. */
    void release() {
        report(0);
    }

    private void report(long now) {
        long delta = now - bytes;
        bytes = now;
        job.add(delta);
    }

    /** What the input keeps, or an operator, counted from 1; when it was weighed last. Any thread. */
    MemoryFigures figures(int part) {
        return figures[part];
    }
}
