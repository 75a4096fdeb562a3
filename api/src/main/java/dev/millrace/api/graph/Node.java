package dev.millrace.api.graph;

import dev.millrace.api.aggregate.Aggregate;
import dev.millrace.api.aggregate.CellAggregate;
import dev.millrace.api.aggregate.CompositeAggregate;
import dev.millrace.api.aggregate.FoldAggregate;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.TimedSource;
import dev.millrace.api.function.FlatMapper;
import dev.millrace.api.function.LambdaSignature;
import dev.millrace.api.function.ThrowingConsumer;
import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.function.ThrowingPredicate;
import dev.millrace.api.join.JoinSpec;
import dev.millrace.api.join.JoinType;
import dev.millrace.api.join.Joiner;
import dev.millrace.api.lookup.Lookup;
import dev.millrace.api.lookup.LookupSettings;
import dev.millrace.api.pattern.Pattern;
import dev.millrace.api.process.ProcessFunction;
import dev.millrace.api.process.SideOutput;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.table.UpsertOrder;
import dev.millrace.api.type.All;
import dev.millrace.api.window.AlignedWindows;
import dev.millrace.api.window.Emission;
import dev.millrace.api.window.WindowSpec;
import java.io.Serializable;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
    @SuppressWarnings("MissingJavadocMethod") // many methods of one meaning
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

        /** Visits a join. */
        R join(JoinNode node);

        /** Visits a join with an outside system. */
        R lookup(LookupNode node);

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

        /** Visits the partial matches of a pattern that ran out of time. */
        R timedOut(TimedOutNode node);

        /** Visits a function with state and timers. */
        R process(ProcessNode node);

        /** Visits a side output of such a function. */
        R sideOutput(SideOutputNode node);

        /** Visits records that become rows of a table. */
        R toTable(ToTableNode node);

        /** Visits a map of the values of a table. */
        R tableMap(TableMapNode node);

        /** Visits a filter of the rows of a table. */
        R tableFilter(TableFilterNode node);

        /** Visits rows of a table that become records. */
        R toStream(ToStreamNode node);

        /** Visits rows that get to know what they refer to. */
        R reference(ReferenceNode node);

        /** Visits references that come and go. */
        R referenceMoves(ReferenceMovesNode node);

        /** Visits the late records of a windowed aggregation. */
        R late(LateNode node);

        /** Visits the records that an operator could not process. */
        R failed(FailedNode node);

        /** Visits the records that no operator of the pipeline could process. */
        R deadLetters(DeadLettersNode node);

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
     * Brings records of several streams together that have the same key.
     *
     * @param id index in the graph
     * @param name given by the user; its state is found by it
     * @param inputs ids of {@link KeyByNode}s that nothing else reads, one for each side
     * @param spec which records meet, and what comes of it
     */
    record JoinNode(int id, String name, List<Integer> inputs, JoinSpec spec) implements Node {

        /** Copies. */
        public JoinNode {
            inputs = List.copyOf(inputs);
        }

        @Override
        public String describe() {
            return spec.describe();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.join(this);
        }
    }

    /**
     * Brings records together with what an outside system knows of them.
     *
     * @param id index in the graph
     * @param name given by the user
     * @param input id of the input
     * @param key reads what is asked for
     * @param lookup asks
     * @param settings limits
     * @param type inner or left outer
     * @param joiner makes a result of a record and the answer
     */
    record LookupNode(
            int id,
            String name,
            int input,
            ThrowingFunction<Object, Object> key,
            Lookup<Object, Object> lookup,
            LookupSettings settings,
            JoinType type,
            Joiner<Object, Object, Object> joiner)
            implements Node {

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return type.describe() + " " + Node.call("lookup", key) + ": " + lookup.describe() + "; "
                    + settings.describe();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.lookup(this);
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

        /**
         * Whether records come with this key already.
         *
         * @param before the node that this one reads
         * @return true if that has read the same key
         */
        public boolean repeats(Node before) {
            return before instanceof KeyByNode earlier && earlier.key.equals(key);
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

        /**
         * Whether its accumulators are made of numbers alone, so that the functions of the user see records and results, and
         * nothing between the two.
         *
         * @return true for counts, sums and what else the engine folds in cells, and for all combinations of these
         */
        public boolean isOfNumbers() {
            return isOfNumbers(aggregate);
        }

        private static boolean isOfNumbers(Aggregate<?, ?, ?> aggregate) {
            return aggregate instanceof CompositeAggregate<?, ?> composite
                    ? composite.parts().stream().allMatch(WindowAggregateNode::isOfNumbers)
                    : aggregate instanceof CellAggregate<?, ?> || aggregate instanceof FoldAggregate<?, ?>;
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
     * Makes each record the row of its key.
     *
     * @param id index in the graph
     * @param name given by the user; its state is found by it
     * @param input id of a {@link KeyByNode}
     * @param value reads the value of the row; null if the row is deleted
     * @param isDeleted whether the record deletes the row, which is asked first; null if only a null value does
     * @param order which of two records is the row
     */
    record ToTableNode(
            int id,
            String name,
            int input,
            ThrowingFunction<Object, @Nullable Object> value,
            @Nullable ThrowingPredicate<Object> isDeleted,
            UpsertOrder order)
            implements Node {

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return Node.call("table", value)
                    + (isDeleted == null ? "" : " " + Node.call("deleted", isDeleted))
                    + (order == UpsertOrder.ARRIVAL ? " in order of arrival" : "");
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.toTable(this);
        }
    }

    /**
     * Replaces the value of each row.
     *
     * @param id index in the graph
     * @param name derived
     * @param input id of a node whose output are changes
     * @param function computes the replacement
     * @param isOfRows whether the function takes the whole {@link dev.millrace.api.table.Row}, and not its value alone
     */
    record TableMapNode(int id, String name, int input, ThrowingFunction<Object, Object> function, boolean isOfRows)
            implements Node {

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return Node.call(isOfRows ? "mapRows" : "map", function);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.tableMap(this);
        }
    }

    /**
     * Keeps the rows that match.
     *
     * @param id index in the graph
     * @param name given by the user; its state is found by it
     * @param input id of a {@link KeyByNode} of changes by their key
     * @param predicate true for the values of rows that are kept
     */
    record TableFilterNode(int id, String name, int input, ThrowingPredicate<Object> predicate) implements Node {

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
            return visitor.tableFilter(this);
        }
    }

    /**
     * Makes records of the changes of a table that tell the row before, too.
     *
     * @param id index in the graph
     * @param name given by the user; its state is found by it
     * @param input id of a {@link KeyByNode} of changes by their key
     */
    record ToStreamNode(int id, String name, int input) implements Node {

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return "rows added and taken away";
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.toStream(this);
        }
    }

    /**
     * The first step of a foreign-key join, by primary key: tells each row which reference it has and which it has given up.
     *
     * @param id index in the graph
     * @param name derived; its state is found by it
     * @param input id of a {@link KeyByNode} of changes by their key
     * @param foreignKey reads from a value the key that it refers to; null if it refers to nothing
     */
    record ReferenceNode(int id, String name, int input, ThrowingFunction<Object, @Nullable Object> foreignKey)
            implements Node {

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return Node.call("refers to", foreignKey);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.reference(this);
        }
    }

    /**
     * References that come and go, as changes whose key is the foreign key.
     *
     * @param id index in the graph
     * @param name derived
     * @param input id of a {@link ReferenceNode}
     */
    record ReferenceMovesNode(int id, String name, int input) implements Node {

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return "references come and go";
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.referenceMoves(this);
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
     * The partial matches of a pattern that ran out of time.
     *
     * @param id index in the graph
     * @param name derived
     * @param input id of a {@link PatternNode}
     */
    record TimedOutNode(int id, String name, int input) implements Node {

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return "partial matches that ran out of time";
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.timedOut(this);
        }
    }

    /**
     * Calls a function with state and timers for the records of each key.
     *
     * @param id index in the graph
     * @param name given by the user; its state is found by it
     * @param input id of a {@link KeyByNode}
     * @param function what is called
     * @param states that it declares
     * @param outputs that it declares, beside its results
     */
    record ProcessNode(
            int id,
            String name,
            int input,
            ProcessFunction<Object, Object, Object> function,
            List<StateSpec<?>> states,
            List<SideOutput<?>> outputs)
            implements Node {

        /** Copies, and validates that names are unique. */
        public ProcessNode {
            states = List.copyOf(states);
            outputs = List.copyOf(outputs);
            requireUnique(name, "state", states.stream().map(StateSpec::name).toList());
            requireUnique(
                    name, "side output", outputs.stream().map(SideOutput::name).toList());
        }

        private static void requireUnique(String operator, String what, List<String> names) {
            for (int i = 0; i < names.size(); i++) {
                if (names.indexOf(names.get(i)) < i) {
                    throw new IllegalArgumentException("the function of '" + operator + "' declares the " + what + " '"
                            + names.get(i) + "' twice; give each a name of its own");
                }
            }
        }

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            String code = LambdaSignature.read(function)
                    .map(LambdaSignature::describe)
                    .orElseGet(() -> simpleName(function.getClass()));
            return "process(" + code + ")"
                    + states.stream()
                            .map(StateSpec::describe)
                            .collect(Collectors.joining(", ", states.isEmpty() ? "" : " ", ""));
        }

        private static String simpleName(Class<?> type) {
            return type.getName().substring(type.getName().lastIndexOf('.') + 1);
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.process(this);
        }
    }

    /**
     * What a function gives to one of its side outputs.
     *
     * @param id index in the graph
     * @param name derived
     * @param input id of a {@link ProcessNode}
     * @param index of the output, from 0
     * @param output which one it is
     */
    record SideOutputNode(int id, String name, int input, int index, SideOutput<?> output) implements Node {

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return "side output " + output.name();
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.sideOutput(this);
        }
    }

    /**
     * The records that came too late for an operator that waits for time.
     *
     * @param id index in the graph
     * @param name derived
     * @param input id of a {@link WindowAggregateNode}, {@link PatternNode}, {@link ToTableNode} or
     *     {@link JoinNode}
     * @param side which input of that node they came by, 0 for the first
     */
    record LateNode(int id, String name, int input, int side) implements Node {

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
     * The records that an operator could not process. Where an operator has such a reader, they do not fail the job.
     *
     * @param id index in the graph
     * @param name derived
     * @param input id of the node that could not process them
     */
    record FailedNode(int id, String name, int input) implements Node {

        @Override
        public List<Integer> inputs() {
            return List.of(input);
        }

        @Override
        public String describe() {
            return "failed records";
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.failed(this);
        }
    }

    /**
     * Gives what is set aside anywhere in the pipeline, and read nowhere else; see {@link PipelineGraph#sourcesOfDeadLetters}. It
     * has no inputs that would have to come before it in the graph: what it is made of does.
     *
     * @param id index in the graph
     * @param name derived
     */
    record DeadLettersNode(int id, String name) implements Node {

        @Override
        public List<Integer> inputs() {
            return List.of();
        }

        @Override
        public String describe() {
            return "records that were set aside";
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.deadLetters(this);
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
