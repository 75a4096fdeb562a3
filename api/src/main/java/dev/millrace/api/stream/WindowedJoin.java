package dev.millrace.api.stream;

import dev.millrace.api.join.JoinSpec;
import dev.millrace.api.join.JoinType;
import dev.millrace.api.join.Joiner;
import dev.millrace.api.join.WindowJoin;
import dev.millrace.api.join.WindowJoiner;
import dev.millrace.api.window.LatePolicy;
import dev.millrace.api.window.WindowSpec;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A join in windows that is described but for what becomes of records that meet nobody. Immutable: each method returns
 * another.
 *
 * <p>Results of a window come when it closes, with the timestamp of one millisecond before its end: for each key all pairs, in
 * the order of the left records' event time and then of the right ones'. A record that meets nobody in a window comes alone
 * there, if it is to come at all, and perhaps with a partner in another one that overlaps it.
 *
 * @param <L> type of the left records
 * @param <R> type of the right records
 */
public final class WindowedJoin<L, R> {

    private final KeyedJoin<L, R, ?> keyed;
    private final WindowSpec<Object> window;
    private final LatePolicy latePolicy;
    private final Duration lead;

    WindowedJoin(KeyedJoin<L, R, ?> keyed, WindowSpec<Object> window, LatePolicy latePolicy, Duration lead) {
        this.keyed = keyed;
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
    public WindowedJoin<L, R> onLate(LatePolicy policy) {
        return new WindowedJoin<>(keyed, window, policy, lead);
    }

    /**
     * Sets how far one side may be ahead of the other in event time while that one has something to give; see
     * {@link BoundedJoin#lead}.
     *
     * @param max {@link JoinSpec#DEFAULT_LEAD} unless set; not negative
     * @return another description
     */
    public WindowedJoin<L, R> lead(Duration max) {
        return new WindowedJoin<>(keyed, window, latePolicy, max);
    }

    /**
     * Gives pairs.
     *
     * @param joiner makes a result of two records
     * @param <O> type of the results
     * @return the results
     */
    public <O> JoinedStream<L, R, O> inner(Joiner<? super L, ? super R, ? extends O> joiner) {
        return add(JoinType.INNER, joiner, null);
    }

    /**
     * Gives pairs that tell their window.
     *
     * @param joiner makes a result of a window and two records
     * @param <O> type of the results
     * @return the results
     */
    public <O> JoinedStream<L, R, O> inner(WindowJoiner<? super L, ? super R, ? extends O> joiner) {
        return add(JoinType.INNER, null, joiner);
    }

    /**
     * Gives pairs, and left records that meet no right one.
     *
     * @param joiner makes a result of two records; the right one is null if there is none
     * @param <O> type of the results
     * @return the results
     */
    public <O> JoinedStream<L, R, O> leftOuter(Joiner<? super L, @Nullable R, ? extends O> joiner) {
        return add(JoinType.LEFT, joiner, null);
    }

    /**
     * Gives pairs, and left records that meet no right one; all tell their window.
     *
     * @param joiner makes a result of a window and two records; the right one is null if there is none
     * @param <O> type of the results
     * @return the results
     */
    public <O> JoinedStream<L, R, O> leftOuter(WindowJoiner<? super L, @Nullable R, ? extends O> joiner) {
        return add(JoinType.LEFT, null, joiner);
    }

    /**
     * Gives pairs, and right records that meet no left one.
     *
     * @param joiner makes a result of two records; the left one is null if there is none
     * @param <O> type of the results
     * @return the results
     */
    public <O> JoinedStream<L, R, O> rightOuter(Joiner<@Nullable L, ? super R, ? extends O> joiner) {
        return add(JoinType.RIGHT, joiner, null);
    }

    /**
     * Gives pairs, and right records that meet no left one; all tell their window.
     *
     * @param joiner makes a result of a window and two records; the left one is null if there is none
     * @param <O> type of the results
     * @return the results
     */
    public <O> JoinedStream<L, R, O> rightOuter(WindowJoiner<@Nullable L, ? super R, ? extends O> joiner) {
        return add(JoinType.RIGHT, null, joiner);
    }

    /**
     * Gives pairs, and records of either side that meet none of the other.
     *
     * @param joiner makes a result of two records, one of which is null if there is none
     * @param <O> type of the results
     * @return the results
     */
    public <O> JoinedStream<L, R, O> fullOuter(Joiner<@Nullable L, @Nullable R, ? extends O> joiner) {
        return add(JoinType.FULL, joiner, null);
    }

    /**
     * Gives pairs, and records of either side that meet none of the other; all tell their window.
     *
     * @param joiner makes a result of a window and two records, one of which is null if there is none
     * @param <O> type of the results
     * @return the results
     */
    public <O> JoinedStream<L, R, O> fullOuter(WindowJoiner<@Nullable L, @Nullable R, ? extends O> joiner) {
        return add(JoinType.FULL, null, joiner);
    }

    @SuppressWarnings("unchecked") // checked by the compiler where this is called; nodes are untyped
    private <O> JoinedStream<L, R, O> add(
            JoinType type, @Nullable Joiner<?, ?, ?> joiner, @Nullable WindowJoiner<?, ?, ?> windowJoiner) {
        return keyed.add(new WindowJoin(
                type,
                window,
                (Joiner<Object, Object, Object>) joiner,
                (WindowJoiner<Object, Object, Object>) windowJoiner,
                latePolicy,
                lead));
    }
}
