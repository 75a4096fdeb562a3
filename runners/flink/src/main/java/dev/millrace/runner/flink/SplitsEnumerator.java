package dev.millrace.runner.flink;

import dev.millrace.api.connector.Split;
import dev.millrace.api.graph.Node;
import dev.millrace.api.job.JobFailedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.jspecify.annotations.Nullable;

/**
 * Finds the splits of a source at each start, and gives each reader its share as soon as that is there; what appears later, the first
 * reader finds. A split keeps its number for ever, and goes to the reader of that number among all. On the coordinator's thread.
 */
final class SplitsEnumerator implements SplitEnumerator<AssignedSplit, KnownSplits> {

    private final String pipeline;
    private final Node.SourceNode node;
    private final SplitEnumeratorContext<AssignedSplit> context;
    private final List<String> ids;
    private final boolean isFirst;

    /** By reader: what it is to get. */
    private final Map<Integer, List<AssignedSplit>> waiting = new HashMap<>();

    /** The readers that can be given what appears, since they have splits without an end. */
    private final NavigableSet<Integer> staying = new TreeSet<>();

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
        staying.remove(reader);
        List<AssignedSplit> share = waiting.remove(reader);
        if (share != null) {
            share.forEach(split -> context.assignSplit(split, reader));
        }
        // Of those that were there at the start.
        context.signalNoMoreSplits(reader);
    }

    @Override
    public void handleSourceEvent(int reader, SourceEvent event) {
        if (event instanceof SplitEvents.Appeared appeared) {
            appeared.ids().forEach(id -> onAppeared(id, reader));
            if (isThere(reader)) {
                context.sendEventToSourceReader(reader, new SplitEvents.Taken());
            }
        } else {
            staying.add(reader);
        }
    }

    private void onAppeared(String id, int finder) {
        if (!ids.contains(id)) {
            int number = ids.size();
            ids.add(id);
            AssignedSplit split = new AssignedSplit(id, number, true, null);
            int reader = taker(number, finder);
            if (isThere(reader)) {
                context.assignSplit(split, reader);
            } else {
                waiting.computeIfAbsent(reader, each -> new ArrayList<>()).add(split);
            }
        }
    }

    /** Whether a reader is not just being restarted, after which it is added again. */
    private boolean isThere(int reader) {
        return context.registeredReaders().containsKey(reader);
    }

    /** In turn, so that readers have as many. */
    private int taker(int number, int finder) {
        return staying.isEmpty() ? finder : List.copyOf(staying).get(number % staying.size());
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
