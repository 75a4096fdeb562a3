package dev.millrace.api.stream;

import dev.millrace.api.graph.Node;
import dev.millrace.api.join.CoGroupJoin;
import dev.millrace.api.join.GroupFlatMapper;
import dev.millrace.api.join.GroupFunction;
import dev.millrace.api.join.JoinSpec;
import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.WindowSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A co-group in windows, but for what is made of a group. Immutable: each method returns another.
 *
 * <p>There is a group for each key and window with a record of any input. Its results come when the window closes, with the
 * timestamp of one millisecond before its end.
 *
 * @param <K> type of the keys
 */
public final class WindowedCoGroup<K> {

    private final CoGroup<K> coGroup;
    private final WindowSpec<Object> window;
    private final LatePolicy latePolicy;
    private final Duration lead;

    WindowedCoGroup(CoGroup<K> coGroup, WindowSpec<Object> window, LatePolicy latePolicy, Duration lead) {
        this.coGroup = coGroup;
        this.window = JoinSpec.requireJoinable(window);
        this.latePolicy = latePolicy;
        this.lead = JoinSpec.requireLead(lead);
    }

    /**
     * What becomes of records all of whose windows have closed before they came.
     *
     * @param policy {@link LatePolicy#SIDE_STREAM} unless set
     * @return another description
     */
    public WindowedCoGroup<K> onLate(LatePolicy policy) {
        return new WindowedCoGroup<>(coGroup, window, policy, lead);
    }

    /**
     * Sets how far one input may be ahead of another in event time while that one has something to give; see
     * {@link BoundedJoin#lead}.
     *
     * @param max {@link JoinSpec#DEFAULT_LEAD} unless set; not negative
     * @return another description
     */
    public WindowedCoGroup<K> lead(Duration max) {
        return new WindowedCoGroup<>(coGroup, window, latePolicy, max);
    }

    /**
     * Makes one result of each group.
     *
     * @param function computes it
     * @param <R> type of the results
     * @return the results
     */
    public <R> CoGroupedStream<R> apply(GroupFunction<? super K, ? extends R> function) {
        return flatApply((key, of, group, out) -> out.accept(function.apply(key, of, group)));
    }

    /**
     * Makes any number of results of each group.
     *
     * @param function hands them over
     * @param <R> type of the results
     * @return the results
     */
    @SuppressWarnings("unchecked") // checked by the compiler here; nodes are untyped
    public <R> CoGroupedStream<R> flatApply(GroupFlatMapper<? super K, R> function) {
        Pipeline pipeline = coGroup.pipeline();
        List<Integer> inputs = new ArrayList<>();
        for (CoGroup.Side side : coGroup.sides()) {
            String name = coGroup.name() + "." + side.tag().name();
            inputs.add(pipeline.add(
                    id -> new Node.KeyByNode(id, name, side.stream().nodeId(), side.key())));
        }
        CoGroupJoin spec =
                new CoGroupJoin(window, coGroup.tags(), (GroupFlatMapper<Object, Object>) function, latePolicy, lead);
        return new CoGroupedStream<>(
                pipeline, pipeline.add(id -> new Node.JoinNode(id, coGroup.name(), inputs, spec)), spec.tags());
    }
}
