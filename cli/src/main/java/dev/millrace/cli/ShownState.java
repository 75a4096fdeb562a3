package dev.millrace.cli;

import dev.millrace.api.graph.Node;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.state.AggregatingSpec;
import dev.millrace.api.state.ListSpec;
import dev.millrace.api.state.MapSpec;
import dev.millrace.api.state.StateSpec;
import dev.millrace.api.state.ValueSpec;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.view.NamedState;
import dev.millrace.api.view.StateRows;
import dev.millrace.api.view.StateUnavailableException;
import dev.millrace.api.view.StateView;
import dev.millrace.engine.SavedState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Prints the state of an operator as its pipeline sees it.
 *
 * @param screen takes the lines
 * @param directory of the checkpoints
 * @param operator its name
 * @param key only that one, as it is printed; null for all
 * @param limit of lines
 */
record ShownState(
        Screen screen,
        Path directory,
        String operator,
        @Nullable String key,
        long limit) {

    void print(UserProgram program, String[] arguments, @Nullable Long epoch) {
        Pipeline pipeline = program.requirePipeline(arguments);
        program.within(() -> {
            try (StateView view = open(pipeline, epoch)) {
                print(view, pipeline.freeze());
            } catch (StateUnavailableException | NoSuchElementException | IllegalStateException none) {
                throw new CommandException(String.valueOf(none.getMessage()), none);
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
            return true;
        });
    }

    private StateView open(Pipeline pipeline, @Nullable Long epoch) throws IOException {
        SavedState saved = SavedState.in(directory);
        return epoch == null ? saved.newest(pipeline) : saved.at(pipeline, epoch);
    }

    private void print(StateView view, PipelineGraph graph) {
        List<NamedState> states = view.states().stream()
                .filter(state -> state.operator().equals(operator))
                .toList();
        if (states.isEmpty()) {
            throw new CommandException("no state of '" + operator + "' that can be shown; there is " + view.states());
        }
        long found = 0;
        for (NamedState state : states) {
            List<String> lines = rows(view, graph, state)
                    .rows()
                    .filter(row -> key == null || key.equals(String.valueOf(row.getKey())))
                    .map(row -> title(state) + "  " + row.getKey() + "  " + row.getValue())
                    .sorted()
                    .toList();
            lines.stream().limit(Math.max(0, limit - found)).forEach(screen.out()::println);
            found += lines.size();
        }
        if (found > limit) {
            screen.out().println("... and " + TextTable.number(found - limit) + " more; show them by --limit " + found);
        } else if (found == 0) {
            screen.out().println("no entries");
        }
    }

    private static String title(NamedState state) {
        String kind = state.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
        return state.name().isEmpty() ? kind : kind + "." + state.name();
    }

    private StateRows<?, ?> rows(StateView view, PipelineGraph graph, NamedState state) {
        return switch (state.kind()) {
            case TABLE -> view.table(operator);
            case RUNNING_AGGREGATE -> view.aggregate(operator);
            case WINDOWS -> view.windows(operator);
            case VERSIONS -> view.versions(operator);
            case JOIN_ROWS -> view.joinRows(operator);
            case PARTIAL_MATCHES -> view.partialMatches(operator);
            case TIMERS -> view.timers(operator);
            case VALUE, LIST, MAP, AGGREGATING -> rows(view, spec(graph, state.name()));
        };
    }

    private StateRows<?, ?> rows(StateView view, StateSpec<?> spec) {
        if (spec instanceof ListSpec<?> list) {
            return view.state(operator, list);
        }
        if (spec instanceof MapSpec<?, ?> map) {
            return view.state(operator, map);
        }
        return spec instanceof AggregatingSpec<?, ?> aggregating
                ? view.state(operator, aggregating)
                : view.state(operator, (ValueSpec<?>) spec);
    }

    private StateSpec<?> spec(PipelineGraph graph, String name) {
        return graph.nodes().stream()
                .filter(node -> node.name().equals(operator))
                .map(Node.ProcessNode.class::cast)
                .flatMap(node -> node.states().stream())
                .filter(spec -> spec.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
