package dev.millrace.engine.explain;

import dev.millrace.api.graph.Node;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.view.OpenWindow;
import dev.millrace.api.view.StateView;
import dev.millrace.engine.checkpoint.Checkpoint;
import dev.millrace.engine.explain.Parentage.Before;
import dev.millrace.engine.view.CheckpointView;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What operators had when a replay began. */
final class StateBefore {

    private static final Before NOTHING = (key, start, end) -> false;

    private final @Nullable StateView view;
    private final Set<String> withState;

    StateBefore(Pipeline pipeline, @Nullable Checkpoint from) {
        view = from == null ? null : new CheckpointView(pipeline, from);
        withState = from == null ? Set.of() : from.operatorsWithState();
    }

    Before of(Node node) {
        StateView state = view;
        if (state == null || !withState.contains(node.name())) {
            return NOTHING;
        }
        if (node instanceof Node.WindowAggregateNode window && window.windows().size() == 1) {
            return (key, start, end) -> key == null || hasOpen(state, node.name(), key, start, end);
        }
        if (node instanceof Node.RunningAggregateNode) {
            return (key, start, end) ->
                    key == null || state.aggregate(node.name()).get(key).isPresent();
        }
        return (key, start, end) -> true;
    }

    private static boolean hasOpen(StateView state, String operator, Object key, long startMillis, long endMillis) {
        List<OpenWindow<Object>> open = state.windows(operator).get(key).orElse(List.of());
        return open.stream()
                .anyMatch(window -> window.start().toEpochMilli() < endMillis
                        && window.end().toEpochMilli() > startMillis);
    }
}
