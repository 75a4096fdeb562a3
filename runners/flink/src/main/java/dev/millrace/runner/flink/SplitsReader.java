package dev.millrace.runner.flink;

import dev.millrace.api.connector.Split;
import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.job.HostedSource;
import dev.millrace.engine.job.JobSettings;
import dev.millrace.engine.source.SplitState;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/** Reads splits into packets. On the task's thread, but for what wakes it up. */
@SuppressWarnings("try") // a reader of ours throws what it likes when it is closed
final class SplitsReader implements SourceReader<Packet, AssignedSplit> {

    /** How long a reader that has nothing waits before it is asked again: silence has to be heard, too. */
    private static final long IDLE_MILLIS = 5;

    private final PipelineGraph graph;
    private final Node.SourceNode node;
    private final int batchCapacity;
    private final SourceReaderContext context;

    /** What it was given, in the order in which that is added. */
    private final List<AssignedSplit> splits = new ArrayList<>();

    /** Where they stood, by checkpoint. */
    private final NavigableMap<Long, List<SplitState>> incomplete = new TreeMap<>();

    private final Packet packet = new Packet(Packet.READ, 0, 0, new Batch(0));
    private @Nullable HostedSource source;
    private boolean areAllThere;

    /** How many of the splits were added. */
    private int addedCount;

    private boolean isStaying;

    /** Whether splits that have appeared are with the enumerator, which gives them to somebody. */
    private boolean isHandingOver;

    private volatile CompletableFuture<@Nullable Void> available = CompletableFuture.completedFuture(null);

    SplitsReader(PipelineGraph graph, Node.SourceNode node, int batchCapacity, SourceReaderContext context) {
        this.graph = graph;
        this.node = node;
        this.batchCapacity = batchCapacity;
        this.context = context;
    }

    @Override
    public void start() {
        packet.sender = context.getIndexOfSubtask();
    }

    @Override
    public void addSplits(List<AssignedSplit> added) {
        splits.addAll(added);
        available.complete(null);
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        if (event instanceof SplitEvents.Taken) {
            isHandingOver = false;
            available.complete(null);
        }
    }

    @Override
    public void notifyNoMoreSplits() {
        areAllThere = true;
        available.complete(null);
    }

    @Override
    public InputStatus pollNext(ReaderOutput<Packet> output) throws Exception {
        if (!areAllThere) {
            return nothing();
        }
        if (splits.isEmpty()) {
            // Nothing will ever be read here; the stage has its end by Flink's.
            return InputStatus.END_OF_INPUT;
        }
        HostedSource open = source == null ? open() : source;
        if (!isHandingOver) {
            handOver(open.appeared());
        }
        if (isHandingOver) {
            return nothing();
        }
        if (open.isFinished()) {
            return InputStatus.END_OF_INPUT;
        }
        if (addedCount < splits.size()) {
            add(open, node.source().source().splits());
        }
        Batch batch = open.poll();
        if (batch == null) {
            return nothing();
        }
        packet.batch = batch;
        output.collect(packet);
        return open.isFinished() ? InputStatus.END_OF_INPUT : InputStatus.MORE_AVAILABLE;
    }

    private InputStatus nothing() {
        available = new CompletableFuture<@Nullable Void>().completeOnTimeout(null, IDLE_MILLIS, TimeUnit.MILLISECONDS);
        return InputStatus.NOTHING_AVAILABLE;
    }

    private HostedSource open() throws Exception {
        HostedSource opened = new HostedSource(
                graph,
                node,
                splits.size(),
                new JobSettings(InstantSource.system(), batchCapacity, 1).unobserved(),
                () -> available.complete(null));
        source = opened;
        List<? extends Split<?>> all = node.source().source().splits();
        add(opened, all);
        if (context.getIndexOfSubtask() == 0 && opened.discover(all)) {
            // Some may have appeared between the enumerator's look and this one.
            handOver(all);
        }
        return opened;
    }

    private void add(HostedSource open, List<? extends Split<?>> all) throws Exception {
        Map<String, Split<?>> byId = new HashMap<>();
        all.forEach(split -> byId.put(split.id(), split));
        for (; addedCount < splits.size(); addedCount++) {
            AssignedSplit split = splits.get(addedCount);
            Split<?> found = byId.get(split.id());
            if (found == null) {
                throw new IllegalStateException("'" + node.name() + "' had a split '" + split.id()
                        + "' that it does not have here; it has " + byId.keySet());
            }
            open.add(found, split.number(), split.state(), split.isNew());
            if (!found.isBounded() && !isStaying) {
                isStaying = true;
                context.sendSourceEventToCoordinator(new SplitEvents.Stays());
            }
        }
    }

    private void handOver(List<? extends Split<?>> found) {
        if (!found.isEmpty()) {
            isHandingOver = true;
            context.sendSourceEventToCoordinator(new SplitEvents.Appeared(
                    found.stream().map(Split::id).collect(Collectors.toCollection(ArrayList::new))));
        }
    }

    @Override
    public List<AssignedSplit> snapshotState(long checkpointId) {
        if (source == null) {
            return List.copyOf(splits);
        }
        List<SplitState> states;
        try {
            states = source.states();
        } catch (Exception failed) {
            throw new IllegalStateException("'" + node.name() + "' cannot say where it stands", failed);
        }
        List<AssignedSplit> now = new ArrayList<>(splits);
        for (int i = 0; i < states.size(); i++) {
            AssignedSplit split = splits.get(i);
            now.set(i, new AssignedSplit(split.id(), split.number(), split.isNew(), states.get(i)));
        }
        incomplete.put(checkpointId, states);
        return now;
    }

    /** Flink goes back to the last complete checkpoint, and not behind it. */
    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        List<SplitState> states = incomplete.remove(checkpointId);
        if (states != null && source != null) {
            source.onDurable(states);
        }
        incomplete.headMap(checkpointId).clear();
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) {
        incomplete.remove(checkpointId);
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return available;
    }

    @Override
    public void close() throws Exception {
        if (source != null) {
            source.close();
        }
    }
}
