package dev.millrace.api.graph;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.TimedSource;
import dev.millrace.api.function.FlatMapper;
import dev.millrace.api.function.LambdaSignature;
import dev.millrace.api.function.ThrowingConsumer;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.function.ThrowingPredicate;
import dev.millrace.api.window.WindowSpec;
import java.io.Serializable;
import java.util.List;

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
    @SuppressWarnings("MissingJavadocMethod") // thirteen methods of one meaning
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

        /** Visits the late records of a windowed aggregation. */
        R late(LateNode node);

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

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return Node.call("keyBy", key);
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
     * @param window which windows a record belongs to
     * @param aggregate what is computed for each
     */
    record WindowAggregateNode(int id, String name, int input, WindowSpec window, Aggregate<?, ?, ?> aggregate)
            implements Node {

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return window.describe() + ": " + aggregate.describe();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.windowAggregate(this);
        }
    }

    /**
     * The records that came too late for a windowed aggregation.
     *
     * @param id index in the graph
     * @param name derived
     * @param input id of a {@link WindowAggregateNode}
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
