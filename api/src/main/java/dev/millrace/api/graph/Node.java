package dev.millrace.api.graph;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.TimedSource;
import dev.millrace.api.function.FlatMapper;
import dev.millrace.api.function.LambdaSignature;
import dev.millrace.api.function.ThrowingConsumer;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.function.ThrowingPredicate;
import dev.millrace.api.pattern.Pattern;
import dev.millrace.api.type.All;
import dev.millrace.api.window.AlignedWindows;
import dev.millrace.api.window.Emission;
import dev.millrace.api.window.WindowSpec;
import java.io.Serializable;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One step of a pipeline, as a value. A closed set: a runner that does not handle a new one fails to compile where it
 * visits nodes.
 *
 * <p>Types are checked by the compiler where the pipeline is written and erased here.
 */
public sealed interface Node {

    /**
     * Index of this node in its graph.
     *
     * @return from 0; larger than those of all its inputs
     */
    int id();

    /**
     * The name by which users, state and metrics know this node.
     *
     * @return unique in the graph
     */
    String name();

    /**
     * Where its records come from.
     *
     * @return ids of nodes, in order; empty for a source
     */
    List<Integer> inputs();

    /**
     * Tells a user what it does.
     *
     * @return as {@code filter(Edit::isHuman)}
     */
    String describe();

    /**
     * Calls the visitor's method for this kind of node.
     *
     * @param visitor what to call
     * @param <R> type of its result
     * @return its result
     */
    <R> R accept(Visitor<R> visitor);

    /**
     * Does something for each kind of node.
     *
     * @param <R> type of the result
     */
    @SuppressWarnings("MissingJavadocMethod") // sixteen methods of one meaning
    interface Visitor<R> {
        /** Visits a source. */
        R source(SourceNode node);

        /** Visits a map. */
        R map(MapNode node);

        /** Visits a filter. */
        R filter(FilterNode node);

        /** Visits a flat map. */
        R flatMap(FlatMapNode node);

        /** Visits a peek. */
        R peek(PeekNode node);

        /** Visits a union. */
        R union(UnionNode node);

        /** Visits a change of key. */
        R keyBy(KeyByNode node);

        /** Visits a windowed aggregation. */
        R windowAggregate(WindowAggregateNode node);

        /** Visits the results of a further kind of window. */
        R windowOutput(WindowOutputNode node);

        /** Visits a running aggregation. */
        R runningAggregate(RunningAggregateNode node);

        /** Visits a deduplication. */
        R deduplicate(DeduplicateNode node);

        /** Visits a ranking. */
        R top(TopNode node);

        /** Visits a search for a pattern. */
        R pattern(PatternNode node);

        /** Visits the late records of an operator. */
        R late(LateNode node);

        /** Visits a further output of an operator. */
        R sideOutput(SideOutputNode node);

        /** Visits a sink. */
        R sink(SinkNode node);
    }

    /**
     * Reads records.
     *
     * @param id index in the graph
     * @param name given by the user
     * @param source where from, and how they get their time
     */
    record SourceNode(int id, String name, TimedSource<?> source) implements Node {

        @Override
        public List<Integer> inputs() {
            return List.of();
        }

        @Override
        public String describe() {
            return source.source().describe();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.source(this);
        }
    }

    /**
     * Replaces each record.
     *
     * @param id index in the graph
     * @param name derived
     * @param input id of the input
     * @param function computes the replacement
     */
    record MapNode(int id, String name, int input, ThrowingFunction<Object, Object> function) implements Node {

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return Node.call("map", function);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.map(this);
        }
    }

    /**
     * Keeps some records.
     *
     * @param id index in the graph
     * @param name derived
     * @param input id of the input
     * @param predicate true for what is kept
     */
    record FilterNode(int id, String name, int input, ThrowingPredicate<Object> predicate) implements Node {

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return Node.call("filter", predicate);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.filter(this);
        }
    }

    /**
     * Replaces each record by any number of them.
     *
     * @param id index in the graph
     * @param name derived
     * @param input id of the input
     * @param mapper computes the replacements
     */
    record FlatMapNode(int id, String name, int input, FlatMapper<Object, Object> mapper) implements Node {

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return Node.call("flatMap", mapper);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.flatMap(this);
        }
    }

    /**
     * Looks at each record.
     *
     * @param id index in the graph
     * @param name derived
     * @param input id of the input
     * @param action what is done
     */
    record PeekNode(int id, String name, int input, ThrowingConsumer<Object> action) implements Node {

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return Node.call("peek", action);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.peek(this);
        }
    }

    /**
     * Brings streams of one type together.
     *
     * @param id index in the graph
     * @param name derived
     * @param inputs ids of the inputs
     */
    record UnionNode(int id, String name, List<Integer> inputs) implements Node {

        /** Copies. */
        public UnionNode {
            inputs = List.copyOf(inputs);
        }

        @Override
        public String describe() {
            return "union";
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.union(this);
        }
    }

    /**
     * Gives each record a key.
     *
     * @param id index in the graph
     * @param name derived
     * @param input id of the input
     * @param key reads the key
     */
    record KeyByNode(int id, String name, int input, ThrowingFunction<Object, Object> key) implements Node {

        /** The key of what is not divided by key. */
        public static final ThrowingFunction<Object, Object> ONE_KEY = new OneKey();

        private record OneKey() implements ThrowingFunction<Object, Object> {
            @Override
            public Object apply(Object record) {
                return All.ALL;
            }
        }

        /** Whether all records have the same key. */
        public boolean isUndivided() {
            return key.equals(ONE_KEY);
        }

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return isUndivided() ? "all" : Node.call("keyBy", key);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.keyBy(this);
        }
    }

    /**
     * Aggregates the records of each key and window.
     *
     * @param id index in the graph
     * @param name given by the user; its state is found by it
     * @param input id of a {@link KeyByNode}
     * @param windows which windows a record belongs to, one or more kinds
     * @param emission when results come
     * @param aggregate what is computed for each
     */
    record WindowAggregateNode(
            int id,
            String name,
            int input,
            List<WindowSpec<?>> windows,
            Emission emission,
            Aggregate<?, ?, ?> aggregate)
            implements Node {

        /** Copies. */
        public WindowAggregateNode {
            windows = List.copyOf(windows);
        }

        /**
         * Whether records of one key may be aggregated in parts before they meet: the time of a record alone says where it
         * belongs, and the order of records does not matter.
         *
         * @return true for one kind of aligned windows and an aggregate that is not ordered, unless there are several results
         *     of windows that overlap
         */
        public boolean canBePartial() {
            return windows.size() == 1
                    && windows.get(0) instanceof AlignedWindows aligned
                    && (aligned.isTiling() || !emission.isRevised())
                    && !aggregate.isOrdered();
        }

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return windows.stream().map(WindowSpec::describe).collect(Collectors.joining(" and ")) + emission.describe()
                    + ": " + aggregate.describe();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.windowAggregate(this);
        }
    }

    /**
     * The results of a further kind of window.
     *
     * @param id index in the graph
     * @param name derived
     * @param input id of a {@link WindowAggregateNode}
     * @param index of the kind, at least 1; the results of kind 0 are the output of the input itself
     */
    record WindowOutputNode(int id, String name, int input, int index) implements Node {

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return "results of kind " + index;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.windowOutput(this);
        }
    }

    /**
     * Aggregates all records of each key so far.
     *
     * @param id index in the graph
     * @param name given by the user; its state is found by it
     * @param input id of a {@link KeyByNode}
     * @param aggregate what is computed for each
     */
    record RunningAggregateNode(int id, String name, int input, Aggregate<?, ?, ?> aggregate) implements Node {

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return "running: " + aggregate.describe();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.runningAggregate(this);
        }
    }

    /**
     * Keeps one record of each key for some time.
     *
     * @param id index in the graph
     * @param name given by the user; its state is found by it
     * @param input id of a {@link KeyByNode}
     * @param within event time for which others of its key are dropped
     */
    record DeduplicateNode(int id, String name, int input, Duration within) implements Node {

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return "deduplicate within " + within;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.deduplicate(this);
        }
    }

    /**
     * Keeps the first rows of a table in an order.
     *
     * @param id index in the graph
     * @param name given by the user; its state is found by it
     * @param input id of a node whose output are changes
     * @param rows how many
     * @param order of the values, best first
     */
    record TopNode(int id, String name, int input, int rows, Comparator<Object> order) implements Node {

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return "top " + rows;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.top(this);
        }
    }

    /**
     * Searches the records of each key for a pattern.
     *
     * @param id index in the graph
     * @param name given by the user; its state is found by it
     * @param input id of a {@link KeyByNode}
     * @param pattern what is searched for
     */
    record PatternNode(int id, String name, int input, Pattern<?> pattern) implements Node {

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return "match " + pattern.describe();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.pattern(this);
        }
    }

    /**
     * A further output of an operator that has several.
     *
     * @param id index in the graph
     * @param name derived
     * @param input id of the operator
     * @param port number of the output
     */
    record SideOutputNode(int id, String name, int input, int port) implements Node {

        /** Where a {@link PatternNode} gives the partial matches that ran out of time. */
        public static final int TIMED_OUT_PORT = 2;

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return "side output";
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.sideOutput(this);
        }
    }

    /**
     * The records that came too late for an operator.
     *
     * @param id index in the graph
     * @param name derived
     * @param input id of a {@link WindowAggregateNode} or a {@link PatternNode}
     */
    record LateNode(int id, String name, int input) implements Node {

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return "late records";
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.late(this);
        }
    }

    /**
     * Writes records.
     *
     * @param id index in the graph
     * @param name given by the user
     * @param input id of the input
     * @param sink where to
     */
    record SinkNode(int id, String name, int input, Sink<?> sink) implements Node {

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return sink.describe();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.sink(this);
        }
    }

    private static String call(String operator, Serializable function) {
        return operator + "("
                + LambdaSignature.read(function).map(LambdaSignature::describe).orElse("?") + ")";
    }
}
