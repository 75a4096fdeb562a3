package dev.millrace.runner.flink;

import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import java.io.Serial;
import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** A source of ours as one of Flink's: Flink has the splits and their positions, we have what is read and its time. */
final class SplitsSource implements Source<Packet, AssignedSplit, KnownSplits> {

    @Serial
    private static final long serialVersionUID = 1L;

    private final Shipped<PipelineGraph> graph;
    private final int node;
    private final int batchCapacity;

    SplitsSource(Shipped<PipelineGraph> graph, int node, int batchCapacity) {
        this.graph = graph;
        this.node = node;
        this.batchCapacity = batchCapacity;
    }

    /** Flink wants to know before splits are found; the end of all of them is an end all the same. */
    @Override
    public Boundedness getBoundedness() {
        return Boundedness.CONTINUOUS_UNBOUNDED;
    }

    @Override
    public SplitEnumerator<AssignedSplit, KnownSplits> createEnumerator(SplitEnumeratorContext<AssignedSplit> context) {
        return restoreEnumerator(context, new KnownSplits(List.of(), List.of(), true));
    }

    @Override
    public SplitEnumerator<AssignedSplit, KnownSplits> restoreEnumerator(
            SplitEnumeratorContext<AssignedSplit> context, KnownSplits known) {
        PipelineGraph opened = graph.open(Thread.currentThread().getContextClassLoader());
        return new SplitsEnumerator(
                opened.name(), (Node.SourceNode) opened.nodes().get(node), context, known);
    }

    @Override
    public SimpleVersionedSerializer<AssignedSplit> getSplitSerializer() {
        return new AssignedSplitFormat();
    }

    @Override
    public SimpleVersionedSerializer<KnownSplits> getEnumeratorCheckpointSerializer() {
        return new KnownSplits.Format();
    }

    @Override
    public SourceReader<Packet, AssignedSplit> createReader(SourceReaderContext context) {
        PipelineGraph opened = graph.open(context.getUserCodeClassLoader().asClassLoader());
        return new SplitsReader(opened, (Node.SourceNode) opened.nodes().get(node), batchCapacity, context);
    }
}
