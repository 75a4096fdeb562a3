package dev.millrace.engine.job;

import dev.millrace.api.connector.Source;
import dev.millrace.api.failure.RecordOrigin;
import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.engine.batch.Origin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of splits where no task knows those of the others: each source has its share of all numbers, in the order of the
 * pipeline, so that they are the same everywhere and for ever. Thread-safe.
 */
final class SplitNumbers {

    private final List<Node> sources;
    private final int share;

    SplitNumbers(PipelineGraph graph) {
        sources =
                graph.nodes().stream().filter(Node.SourceNode.class::isInstance).toList();
        share = Source.SPLITS_MAX / sources.size();
    }

    /** The number of a split among those of all sources. */
    int ofSplit(int sourceNode, int number) {
        if (number >= share) {
            throw new IllegalStateException("a source of this pipeline may have " + share
                    + " splits, but there is one of number " + number + "; read fewer, or in several jobs");
        }
        int source = 0;
        while (sources.get(source).id() != sourceNode) {
            source++;
        }
        return source * share + number;
    }

    /** Where a record came from, or null if that is not known. Which split has a number is known to its reader alone. */
    @Nullable
    RecordOrigin locate(long origin) {
        if (!Origin.isRecord(origin)) {
            return null;
        }
        int number = Origin.splitOrdinal(origin);
        String source = sources.get(number / share).name();
        String split = "split " + number % share;
        long position = Origin.position(origin);
        return new RecordOrigin(source, split, position, "'" + source + "', " + split + ", position " + position);
    }

    /** As {@link #locate}, for people. */
    @Nullable
    String describe(long origin) {
        RecordOrigin located = locate(origin);
        return located == null ? null : located.description();
    }
}
