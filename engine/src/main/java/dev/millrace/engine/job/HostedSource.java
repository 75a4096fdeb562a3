package dev.millrace.engine.job;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import dev.millrace.api.connector.SplitDiscovery;
import dev.millrace.api.connector.TimedSource;
import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.source.Intake;
import dev.millrace.engine.source.SourceInput;
import dev.millrace.engine.source.SplitState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads splits of one source for a runtime of others, which says which splits those are and keeps where they stand. It has the
 * time of the splits, and all that protects it, as a task of this engine has. Used by one thread.
 */
public final class HostedSource {

    private final PipelineGraph graph;
    private final Node.SourceNode node;
    private final JobSettings settings;
    private final Runnable wakeUp;
    private final SplitNumbers numbers;
    private final SourceInput input;
    private @Nullable Batch first;
    private @Nullable SplitDiscovery<?> discovery;

    /**
     * Makes one without splits.
     *
     * @param graph of the pipeline
     * @param node the source
     * @param splitCount how many splits will be added before the first is read; more may be added later
     * @param settings of the job
     * @param wakeUp called by a reader, on any thread, when there is something to read
     */
    public HostedSource(
            PipelineGraph graph, Node.SourceNode node, int splitCount, JobSettings settings, Runnable wakeUp) {
        this.graph = graph;
        this.node = node;
        this.settings = settings;
        this.wakeUp = wakeUp;
        numbers = new SplitNumbers(graph);
        input = new SourceInput(
                node.name(),
                erase(node.source()),
                splitCount,
                settings.clock(),
                settings.ticker(),
                settings.batchCapacity(),
                () -> Intake.OPEN,
                null,
                () -> Batch.NO_BARRIER,
                0,
                (source, isLast) -> false,
                () -> false,
                new JobFailures(graph, settings, numbers::locate).of(node),
                settings.flightRows());
    }

    @SuppressWarnings("unchecked") // the compiler checked the types where the pipeline was written
    private static TimedSource<Object> erase(TimedSource<?> timed) {
        return (TimedSource<Object>) timed;
    }

    /**
     * Adds a split.
     *
     * @param split to be read
     * @param number of the split among all splits of its source
     * @param state where it stood, or null if nothing was read of it
     * @param isNew whether it appeared after the job had first been started
     * @throws Exception whatever opening a reader throws
     */
    public void add(Split<?> split, int number, @Nullable SplitState state, boolean isNew) throws Exception {
        input.add(
                split.id(),
                state != null && state.position() == null ? null : open(split, state, isNew),
                numbers.ofSplit(node.id(), number),
                split.isBounded(),
                state == null ? null : state.time());
        if (state != null) {
            // Operators further down take up time where it stood, before there is anything to read.
            first = new Batch(0);
        }
    }

    @SuppressWarnings("unchecked") // the compiler checked the types where the pipeline was written
    private SourceReader<Object> open(Split<?> split, @Nullable SplitState state, boolean isNew) throws Exception {
        ReaderContext context = new ReaderContext(settings.clock(), wakeUp, isNew);
        return (SourceReader<Object>) split.open(context, state == null ? null : state.position());
    }

    /**
     * Looks for splits that appear from now on, for all readers of the source: one of them does.
     *
     * @param known those that there are; at least one
     * @return whether any may appear
     * @throws Exception whatever the source throws
     */
    public boolean discover(List<? extends Split<?>> known) throws Exception {
        discovery = discover(node.source().source(), known);
        return discovery != null;
    }

    @SuppressWarnings("unchecked") // the splits are those that this source returned
    private <T> @Nullable SplitDiscovery<T> discover(Source<T> source, List<? extends Split<?>> known)
            throws Exception {
        return source.discover((List<? extends Split<T>>) known, new ReaderContext(settings.clock(), wakeUp, false));
    }

    /**
     * Takes what has appeared since the last call. To be called at every step.
     *
     * @return splits that are to be added somewhere; empty nearly always
     * @throws JobFailedException if it cannot be told
     */
    public List<? extends Split<?>> appeared() {
        try {
            return discovery == null ? List.of() : discovery.found();
        } catch (Exception failed) {
            throw new JobFailedException(graph.name(), node.name(), null, failed);
        }
    }

    /**
     * Reads.
     *
     * @return some records, or only how far time has come; valid until the next call; null if there is nothing now
     * @throws JobFailedException if something cannot be read; it says where
     */
    public @Nullable Batch poll() {
        Batch restored = first;
        if (restored != null) {
            first = null;
            input.writeHeader(restored);
            return restored;
        }
        try {
            return input.poll();
        } catch (RecordFailure failed) {
            throw new JobFailedException(graph.name(), node.name(), numbers.describe(failed.origin()), failed.cause());
        } catch (Exception failed) {
            throw new JobFailedException(graph.name(), node.name(), null, failed);
        }
    }

    /** Whether all splits have been read to their ends, and the last batch has been given. */
    public boolean isFinished() {
        return input.isFinished();
    }

    /**
     * Tells where all splits stand.
     *
     * @return by the order in which they were added
     * @throws Exception whatever a reader throws
     */
    public List<SplitState> states() throws Exception {
        return input.splitStates();
    }

    /**
     * The job will not go back behind where splits stood.
     *
     * @param states what {@link #states} has returned once
     * @throws Exception whatever a reader throws
     */
    public void onDurable(List<SplitState> states) throws Exception {
        input.onDurable(SplitPositions.byId(states));
    }

    /** What happened to the records so far. */
    public OperatorCounters counters() {
        return input.counters();
    }

    /** Closes all readers, and what looks for splits. */
    @SuppressWarnings("try") // closed for its effect
    public void close() throws Exception {
        SplitDiscovery<?> looking = discovery;
        discovery = null;
        try (AutoCloseable last = input::close) {
            if (looking != null) {
                looking.close();
            }
        }
    }
}
