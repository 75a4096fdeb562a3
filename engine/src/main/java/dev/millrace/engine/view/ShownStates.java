package dev.millrace.engine.view;

import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.join.AsOfJoin;
import dev.millrace.api.join.ForeignKeyJoin;
import dev.millrace.api.join.ForeignKeyLookup;
import dev.millrace.api.join.TableJoin;
import dev.millrace.api.state.AggregatingSpec;
import dev.millrace.api.state.ListSpec;
import dev.millrace.api.state.MapSpec;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.state.ValueSpec;
import dev.millrace.api.view.NamedState;
import dev.millrace.api.view.NamedState.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What of a pipeline has a state that can be shown, and what to say to those who ask for something else. */
final class ShownStates {

    private final PipelineGraph graph;
    private final List<NamedState> all = new ArrayList<>();

    ShownStates(PipelineGraph graph) {
        this.graph = graph;
        graph.nodes().forEach(this::add);
    }

    private void add(Node node) {
        if (node instanceof Node.ProcessNode process) {
            for (StateSpec<?> spec : process.states()) {
                all.add(new NamedState(node.name(), kindOf(spec), spec.name(), spec.describe()));
            }
            add(node, Kind.TIMERS);
        } else if (node instanceof Node.RunningAggregateNode) {
            add(node, Kind.RUNNING_AGGREGATE);
        } else if (node instanceof Node.WindowOutputNode || node instanceof Node.WindowAggregateNode) {
            add(node, Kind.WINDOWS);
        } else if (node instanceof Node.PatternNode) {
            add(node, Kind.PARTIAL_MATCHES);
        } else if (isTable(node)) {
            add(node, Kind.TABLE);
        }
        if (node instanceof Node.JoinNode join) {
            addJoin(join);
        }
    }

    private void addJoin(Node.JoinNode join) {
        if (join.spec() instanceof AsOfJoin) {
            add(join, Kind.VERSIONS);
        }
        // What a lookup of a foreign key keeps are the rows of the table beside it, by another key.
        if (!(join.spec() instanceof ForeignKeyLookup)) {
            add(join, Kind.JOIN_ROWS);
        }
    }

    private void add(Node node, Kind kind) {
        all.add(new NamedState(node.name(), kind, "", node.describe()));
    }

    static boolean isTable(Node node) {
        return node instanceof Node.ToTableNode
                || node instanceof Node.TableFilterNode
                || node instanceof Node.TableMapNode
                || node instanceof Node.TopNode
                || node instanceof Node.JoinNode join
                        && (join.spec() instanceof TableJoin || join.spec() instanceof ForeignKeyJoin);
    }

    static Kind kindOf(StateSpec<?> spec) {
        if (spec instanceof ListSpec<?>) {
            return Kind.LIST;
        }
        if (spec instanceof MapSpec<?, ?>) {
            return Kind.MAP;
        }
        return spec instanceof AggregatingSpec<?, ?> ? Kind.AGGREGATING : Kind.VALUE;
    }

    List<NamedState> all() {
        return List.copyOf(all);
    }

    /** Finds the one state of an operator, which must be of one of some kinds. */
    Node require(String operator, Set<Kind> kinds, String asked) {
        List<NamedState> ofOperator = ofOperator(operator);
        if (ofOperator.stream().noneMatch(state -> kinds.contains(state.kind()))) {
            throw new IllegalArgumentException("'" + operator + "' has no " + asked + ", but "
                    + ofOperator.stream().map(ShownStates::describe).collect(Collectors.joining(", ")));
        }
        return node(operator).orElseThrow();
    }

    /** Finds the operator of a state of a process function, which must be declared as it is asked for. */
    Node require(String operator, StateSpec<?> spec) {
        List<NamedState> ofOperator = ofOperator(operator);
        Node node = node(operator).orElseThrow();
        Stream<StateSpec<?>> declared =
                node instanceof Node.ProcessNode process ? process.states().stream() : Stream.of();
        StateSpec<?> found = declared.filter(each -> each.name().equals(spec.name()))
                .findFirst()
                .orElseThrow(() ->
                        new NoSuchElementException("'" + operator + "' has no state '" + spec.name() + "'; it has "
                                + ofOperator.stream().map(ShownStates::describe).collect(Collectors.joining(", "))));
        // How long it is kept is no part of what it is.
        if (kindOf(found) != kindOf(spec) || !types(found).equals(types(spec))) {
            throw new IllegalArgumentException("'" + operator + "' has declared the " + found.describe()
                    + ", and it was asked for as the " + spec.describe());
        }
        return node;
    }

    private static List<Object> types(StateSpec<?> spec) {
        if (spec instanceof ListSpec<?> list) {
            return List.of(list.type());
        }
        if (spec instanceof MapSpec<?, ?> map) {
            return List.of(map.keyType(), map.valueType());
        }
        return spec instanceof AggregatingSpec<?, ?> aggregating
                ? List.of(aggregating.aggregate().describe())
                : List.of(((ValueSpec<?>) spec).type());
    }

    private Optional<Node> node(String name) {
        return graph.nodes().stream().filter(node -> node.name().equals(name)).findFirst();
    }

    private List<NamedState> ofOperator(String operator) {
        List<NamedState> found =
                all.stream().filter(state -> state.operator().equals(operator)).toList();
        if (found.isEmpty()) {
            throw new NoSuchElementException((node(operator).isPresent()
                            ? "the operator '" + operator + "' has no state that can be shown"
                            : "there is no operator '" + operator + "' in pipeline '" + graph.name() + "'")
                    + "; there is state of " + (all.isEmpty() ? "none" : names()));
        }
        return found;
    }

    private String names() {
        return all.stream().map(NamedState::toString).collect(Collectors.joining(", "));
    }

    private static String describe(NamedState state) {
        return switch (state.kind()) {
            case VALUE, LIST, MAP, AGGREGATING -> "the " + state.description() + ": state(operator, spec)";
            case RUNNING_AGGREGATE -> "a running aggregate: aggregate(operator)";
            case WINDOWS -> "windows: windows(operator)";
            case TABLE -> "the rows of a table: table(operator)";
            case VERSIONS -> "versions of a table's rows: versions(operator)";
            case JOIN_ROWS -> "the records that a join keeps: joinRows(operator)";
            case PARTIAL_MATCHES -> "partial matches: partialMatches(operator)";
            case TIMERS -> "timers: timers(operator)";
        };
    }
}
