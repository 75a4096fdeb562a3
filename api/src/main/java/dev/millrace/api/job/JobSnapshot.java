package dev.millrace.api.job;

import dev.millrace.api.window.Window;
import java.time.Instant;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * A job as it was at one moment: all its figures, and what they mean in words. Immutable. Tasks say how they stand between
 * two batches, so of a job that runs the parts may be a moment apart.
 *
 * <pre>{@code
 * JobSnapshot now = job.snapshot();
 * System.out.println(now.whyOpen("hourly", new Window(start, end)));
 * System.out.println(now.bottleneck());
 * }</pre>
 *
 * @param job name of the job
 * @param status what it was doing
 * @param takenAt when, by its clock
 * @param operators in order of the pipeline
 * @param splits of all sources, in order of the pipeline
 * @param connections between operators of different tasks
 * @param longCalls calls of user code that have kept a worker for long, and still do
 * @param ledger the account of all records
 * @param checkpoints how checkpoints went
 * @param memory what all jobs of the runtime keep in memory, and may
 */
public record JobSnapshot(
        String job,
        JobStatus status,
        Instant takenAt,
        List<OperatorFigures> operators,
        List<SplitFigures> splits,
        List<ConnectionFigures> connections,
        List<LongCall> longCalls,
        Ledger ledger,
        CheckpointFigures checkpoints,
        MemoryBudget memory) {

    /** Copies. */
    public JobSnapshot {
        operators = List.copyOf(operators);
        splits = List.copyOf(splits);
        connections = List.copyOf(connections);
        longCalls = List.copyOf(longCalls);
    }

    /**
     * Says in a sentence why a window has not closed: which split holds time back, how far it has come, and for how long it has
     * been silent.
     *
     * @param operator name of the operator that has the window
     * @param window the window; only its end matters
     * @return a sentence without a full stop; says so, too, if such windows have closed
     * @throws NoSuchElementException if there is no operator of that name
     */
    public String whyOpen(String operator, Window window) {
        return new Diagnosis(this).whyOpen(operator, window.end());
    }

    /**
     * Says in a sentence why an operator has given nothing, or a sink got nothing: where on the way records have stayed, and as
     * what.
     *
     * @param operator name of a sink or of any other operator
     * @return a sentence without a full stop; says so, too, if there was something
     * @throws NoSuchElementException if there is no operator of that name
     */
    public String whyEmpty(String operator) {
        return new Diagnosis(this).whyEmpty(operator);
    }

    /**
     * Says in a sentence what keeps the job from going faster: a call of user code that does not return, a sink that is not ready,
     * memory that is short, the operator before which records pile up and behind which they do not, or the sources.
     *
     * @return a sentence without a full stop
     */
    public String bottleneck() {
        return new Diagnosis(this).bottleneck();
    }

    /**
     * An operator.
     *
     * @param name its name
     * @return its figures
     * @throws NoSuchElementException if there is none of that name
     */
    public OperatorFigures operator(String name) {
        return operators.stream()
                .filter(operator -> operator.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no operator '" + name + "' in job '" + job
                        + "'; it has "
                        + operators.stream().map(OperatorFigures::name).toList()));
    }
}
