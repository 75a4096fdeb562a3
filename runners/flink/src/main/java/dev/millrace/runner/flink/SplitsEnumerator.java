package dev.millrace.runner.flink;

import dev.millrace.api.connector.Split;
import dev.millrace.api.graph.Node;
import dev.millrace.api.job.JobFailedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.jspecify.annotations.Nullable;

/**
 * Finds the splits of a source, once at each start, and gives each reader its share as soon as that is there. A split keeps its
 * number for ever, and goes to the reader of that number among all. On the coordinator's thread.
 */
final class SplitsEnumerator implements SplitEnumerator<AssignedSplit, KnownSplits> {

    private final String pipeline;
    private final Node.SourceNode node;
    private final SplitEnumeratorContext<AssignedSplit> context;
    private final List<String> ids;
    private final boolean isFirst;

    /** By reader: what it is to get. */
    private final Map<Integer, List<AssignedSplit>> waiting = new HashMap<>();

    SplitsEnumerator(
            String pipeline, Node.SourceNode node, SplitEnumeratorContext<AssignedSplit> context, KnownSplits known) {
        this.pipeline = pipeline;
        this.node = node;
        this.context = context;
        ids = new ArrayList<>(known.ids());
        isFirst = known.isFirst();
        known.waiting().forEach(this::add);
    }

    private void add(AssignedSplit split) {
        waiting.computeIfAbsent(split.number() % context.currentParallelism(), reader -> new ArrayList<>())
                .add(split);
    }

    @Override
    public void start() {
        try {
            for (Split<?> split : node.source().source().splits()) {
                if (!ids.contains(split.id())) {
                    add(new AssignedSplit(split.id(), ids.size(), !isFirst, null));
                    ids.add(split.id());
                }
            }
        } catch (Exception failed) {
            throw new JobFailedException(pipeline, node.name(), null, failed);
        }
        if (ids.isEmpty()) {
            throw new JobFailedException(
                    pipeline,
                    node.name(),
                    null,
                    new IllegalStateException("the source has no splits; it must have at least one"));
        }
    }

    @Override
    public void addReader(int reader) {
        List<AssignedSplit> share = waiting.remove(reader);
        if (share != null) {
            share.forEach(split -> context.assignSplit(split, reader));
        }
        context.signalNoMoreSplits(reader);
    }

    @Override
    public void addSplitsBack(List<AssignedSplit> splits, int reader) {
        // Flink asks for them again by addReader, for the same reader.
        waiting.computeIfAbsent(reader, each -> new ArrayList<>()).addAll(splits);
    }

    @Override
    public void handleSplitRequest(int reader, @Nullable String host) {
        throw new IllegalStateException("readers get their splits without asking");
    }

    @Override
    public KnownSplits snapshotState(long checkpointId) {
        List<AssignedSplit> ofNobody = new ArrayList<>();
        waiting.values().forEach(ofNobody::addAll);
        return new KnownSplits(ids, ofNobody, false);
    }

    @Override
    public void close() {}
}
