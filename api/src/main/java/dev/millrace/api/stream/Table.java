package dev.millrace.api.stream;

import dev.millrace.api.graph.Node;
import dev.millrace.api.join.Versions;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import dev.millrace.api.table.Row;
import dev.millrace.api.type.All;
import java.util.Comparator;
import java.util.List;

/**
 * Rows that have a key and change over time, in a pipeline under construction. A stream is a sequence of facts; a table is
 * the state that changes leave behind. The compiler keeps the two apart: {@link #changes} makes facts of the changes.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public final class Table<K, V> {

    /** The most rows that a ranking may have. */
    public static final int TOP_MAX = 10_000;

    private final Pipeline pipeline;
    private final int nodeId;

    Table(Pipeline pipeline, int nodeId) {
        this.pipeline = pipeline;
        this.nodeId = nodeId;
    }

    /**
     * Every change, in order for each key.
     *
     * @return a stream of changes, each with the event time of what caused it
     */
    public Stream<Change<K, V>> changes() {
        return new Stream<>(pipeline, nodeId);
    }

    /**
     * Remembers former values, so that a stream can be joined with the table as it was at the time of each record. A row has
     * its new value from the event time of the change on, and none from that of a deletion. Changes of a row follow each other
     * as they come: one with an earlier time than the change before it counts from the time of that one, and one that is behind
     * the watermark counts from there. So what comes out is only determined by event time if the changes of a row come in its
     * order; for versions that are out of order, use {@link KeyedStream#versioned()}.
     *
     * @return a table to be joined with; see {@link Stream#asOf}
     */
    public VersionedTable<K, V> versioned() {
        return new VersionedTable<>(
                pipeline,
                nodeId,
                change -> ((Change<?, ?>) change).key(),
                new Versions(
                        true,
                        change -> ((Change<?, ?>) change).kind() == ChangeKind.DELETE,
                        change -> ((Change<?, ?>) change).value()));
    }

    /**
     * The first rows in an order, kept up to date: as rows change, come and go, the ranking follows. All rows are kept,
     * in one task, so that the next one can move up.
     *
     * @param name of this operator, unique in the pipeline; its state is found by it
     * @param rows how many, between 1 and {@link #TOP_MAX}
     * @param order best first; rows that it calls equal are in the order of their last change, earlier ones first
     * @return a table with one row, the ranking; it changes when one of its rows does
     */
    @SuppressWarnings("unchecked") // checked by the compiler here; nodes are untyped
    public Table<All, List<Row<K, V>>> top(String name, int rows, Comparator<? super V> order) {
        Pipeline.requireName("ranking", name);
        if (rows < 1 || rows > TOP_MAX) {
            throw new IllegalArgumentException(
                    "a ranking must have between 1 and " + TOP_MAX + " rows, got " + rows + " for '" + name + "'");
        }
        return new Table<>(
                pipeline, pipeline.add(id -> new Node.TopNode(id, name, nodeId, rows, (Comparator<Object>) order)));
    }
}
