package dev.millrace.engine.view;

import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.state.AggregatingSpec;
import dev.millrace.api.state.ListSpec;
import dev.millrace.api.state.MapSpec;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.state.ValueSpec;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Table;
import dev.millrace.api.table.Row;
import dev.millrace.api.view.JoinRow;
import dev.millrace.api.view.NamedState;
import dev.millrace.api.view.NamedState.Kind;
import dev.millrace.api.view.OpenWindow;
import dev.millrace.api.view.PartialMatch;
import dev.millrace.api.view.PendingTimers;
import dev.millrace.api.view.RowVersion;
import dev.millrace.api.view.StateRows;
import dev.millrace.api.view.StateUnavailableException;
import dev.millrace.api.view.StateView;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.checkpoint.Checkpoint;
import dev.millrace.engine.job.OperatorCopies;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.operator.ShownByKey;
import dev.millrace.engine.operator.ShownRows;
import dev.millrace.engine.process.ProcessOperator;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Shows what is in a checkpoint, in memory or from a file, with the pipeline that it belongs to. Thread-safe. */
public final class CheckpointView implements StateView {

    private final Pipeline pipeline;
    private final PipelineGraph graph;
    private final long epoch;
    private final long watermark;
    private final Instant time;
    private final ShownStates states;

    /** By operator and name of the state: what was asked for before. */
    private final Map<NamedState, StateRows<Object, Object>> known = new ConcurrentHashMap<>();

    /** Null once the view is closed. */
    private volatile @Nullable OperatorCopies copies;

    /**
     * Decodes nothing yet.
     *
     * @param pipeline whose state it is
     * @param checkpoint the state
     */
    public CheckpointView(Pipeline pipeline, Checkpoint checkpoint) {
        this.pipeline = pipeline;
        graph = pipeline.freeze();
        epoch = checkpoint.header().epoch();
        watermark = checkpoint.watermark();
        time = Instant.ofEpochMilli(checkpoint.header().timeMillis());
        states = new ShownStates(graph);
        copies = new OperatorCopies(graph, checkpoint);
    }

    @Override
    public String pipeline() {
        return graph.name();
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public long watermark() {
        return watermark;
    }

    @Override
    public Instant time() {
        return time;
    }

    @Override
    public List<NamedState> states() {
        return states.all();
    }

    @Override
    public <K, V> StateRows<K, V> table(Table<K, V> table) {
        if (table.changes().pipeline() != pipeline) {
            throw new IllegalArgumentException("the table belongs to pipeline '"
                    + table.changes().pipeline().name() + "', but this is the state of "
                    + (table.changes().pipeline().name().equals(graph.name())
                            ? "another pipeline object of the same name"
                            : "'" + graph.name() + "'"));
        }
        return table(graph.nodes().get(table.changes().nodeId()).name());
    }

    @Override
    public <K, V> StateRows<K, V> table(String operator) {
        Node node = states.require(operator, Set.of(Kind.TABLE, Kind.RUNNING_AGGREGATE), "rows of a table");
        return rows(new NamedState(operator, Kind.TABLE, "", ""), shards -> show(node, shards, Kind.TABLE, ""));
    }

    @Override
    public <K, R> StateRows<K, R> aggregate(String operator) {
        return rows(operator, Kind.RUNNING_AGGREGATE, "running aggregate");
    }

    @Override
    public <K, R> StateRows<K, List<OpenWindow<R>>> windows(String operator) {
        return rows(operator, Kind.WINDOWS, "windows");
    }

    @Override
    public <K, V> StateRows<K, List<RowVersion<V>>> versions(String operator) {
        return rows(operator, Kind.VERSIONS, "versions");
    }

    @Override
    public <K> StateRows<K, List<JoinRow>> joinRows(String operator) {
        return rows(operator, Kind.JOIN_ROWS, "records of a join");
    }

    @Override
    public <K, T> StateRows<K, List<PartialMatch<T>>> partialMatches(String operator) {
        return rows(operator, Kind.PARTIAL_MATCHES, "partial matches");
    }

    @Override
    public <K> StateRows<K, PendingTimers> timers(String operator) {
        return rows(operator, Kind.TIMERS, "timers");
    }

    private <K, V> StateRows<K, V> rows(String operator, Kind kind, String asked) {
        Node node = states.require(operator, Set.of(kind), asked);
        return rows(new NamedState(operator, kind, "", ""), shards -> show(node, shards, kind, ""));
    }

    @Override
    public <K, V> StateRows<K, V> state(String operator, ValueSpec<V> spec) {
        return rows(operator, spec);
    }

    @Override
    public <K, V> StateRows<K, List<V>> state(String operator, ListSpec<V> spec) {
        return rows(operator, spec);
    }

    @Override
    public <K, M, V> StateRows<K, Map<M, V>> state(String operator, MapSpec<M, V> spec) {
        return rows(operator, spec);
    }

    @Override
    public <K, R> StateRows<K, R> state(String operator, AggregatingSpec<?, R> spec) {
        return rows(operator, spec);
    }

    private <K, V> StateRows<K, V> rows(String operator, StateSpec<?> spec) {
        Node node = states.require(operator, spec);
        Kind kind = ShownStates.kindOf(spec);
        return rows(new NamedState(operator, kind, spec.name(), ""), shards -> show(node, shards, kind, spec.name()));
    }

    @SuppressWarnings("unchecked") // what a state holds is erased; who asks says what it is
    private <K, V> StateRows<K, V> rows(NamedState name, ShardedRows.Decoding decoding) {
        requireOpen();
        return (StateRows<K, V>) known.computeIfAbsent(name, absent -> new ShardedRows(decoding));
    }

    private OperatorCopies requireOpen() {
        OperatorCopies open = copies;
        if (open == null) {
            throw new IllegalStateException("the view of epoch " + epoch + " of '" + graph.name() + "' is closed");
        }
        return open;
    }

    private Map<Object, Object> show(Node node, IntPredicate shards, Kind kind, String state) {
        try {
            return read(node, shards, kind, state);
        } catch (RuntimeException failed) {
            throw failed;
        } catch (Exception failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            throw new StateUnavailableException("the state of '" + node.name() + "' cannot be shown: " + cause, cause);
        }
    }

    private Map<Object, Object> read(Node node, IntPredicate shards, Kind kind, String state) throws Exception {
        if (node instanceof Node.WindowOutputNode output) {
            return WindowReading.read(
                    copy(graph.nodes().get(output.input()), shards), Batch.resultPort(output.index()));
        }
        if (node instanceof Node.TableMapNode map) {
            return mapped(map, shards);
        }
        Operator copy = copy(node, shards);
        Map<Object, Object> rows = new LinkedHashMap<>();
        switch (kind) {
            case WINDOWS -> {
                return WindowReading.read(copy, Batch.resultPort(0));
            }
            case VALUE, LIST, MAP, AGGREGATING -> ((ProcessOperator) copy).show(state, rows::put);
            case TIMERS -> ((ProcessOperator) copy).showTimers(rows::put);
            case JOIN_ROWS -> ((ShownRows) copy).showRows(rows::put);
            case RUNNING_AGGREGATE, TABLE, VERSIONS, PARTIAL_MATCHES -> ((ShownByKey) copy).show(rows::put);
        }
        return rows;
    }

    private Operator copy(Node node, IntPredicate shards) throws Exception {
        return requireOpen().copy(node, shards);
    }

    /** A table that keeps nothing itself. */
    private Map<Object, Object> mapped(Node.TableMapNode map, IntPredicate shards) throws Exception {
        Map<Object, Object> rows = new LinkedHashMap<>();
        for (Map.Entry<Object, Object> row :
                read(graph.nodes().get(map.input()), shards, Kind.TABLE, "").entrySet()) {
            Object from = map.isOfRows() ? new Row<>(row.getKey(), row.getValue()) : row.getValue();
            rows.put(row.getKey(), map.function().apply(from));
        }
        return rows;
    }

    @Override
    public void close() {
        copies = null;
        known.clear();
    }
}
