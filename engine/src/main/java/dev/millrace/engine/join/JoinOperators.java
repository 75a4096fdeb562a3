package dev.millrace.engine.join;

import dev.millrace.api.graph.Node;
import dev.millrace.api.join.AsOfJoin;
import dev.millrace.api.join.CoGroupJoin;
import dev.millrace.api.join.ForeignKeyJoin;
import dev.millrace.api.join.ForeignKeyLookup;
import dev.millrace.api.join.IntervalJoin;
import dev.millrace.api.join.JoinSpec;
import dev.millrace.api.join.JoinType;
import dev.millrace.api.join.RegularJoin;
import dev.millrace.api.join.RetainedJoin;
import dev.millrace.api.join.TableJoin;
import dev.millrace.api.join.WindowJoin;
import dev.millrace.api.window.AlignedWindows;
import dev.millrace.api.window.AssignedWindows;
import dev.millrace.api.window.WindowSpec;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.table.ChangesOperator;

/** Makes the operator for a join. */
public final class JoinOperators implements JoinSpec.Visitor<Operator> {

    private final KeyKind keyKind;
    private final boolean[] isLateRead;
    private final Failures failures;
    private final int taskIndex;
    private final int batchCapacity;

    private JoinOperators(KeyKind keyKind, boolean[] isLateRead, Failures failures, int taskIndex, int batchCapacity) {
        this.keyKind = keyKind;
        this.isLateRead = isLateRead;
        this.failures = failures;
        this.taskIndex = taskIndex;
        this.batchCapacity = batchCapacity;
    }

    /**
     * Makes an operator.
     *
     * @param node the join
     * @param keyKind how keys come, on all sides
     * @param isLateRead by side: whether anybody reads what comes too late
     * @param failures what becomes of what its functions do not take
     * @param taskIndex which of the tasks of the join this is for
     * @param batchCapacity rows in a batch
     */
    public static Operator make(
            Node.JoinNode node,
            KeyKind keyKind,
            boolean[] isLateRead,
            Failures failures,
            int taskIndex,
            int batchCapacity) {
        return node.spec().accept(new JoinOperators(keyKind, isLateRead, failures, taskIndex, batchCapacity));
    }

    @Override
    public Operator asOf(AsOfJoin join) {
        return new AsOfOperator(join, keyKind, isLateRead, failures, taskIndex, batchCapacity);
    }

    @Override
    public Operator interval(IntervalJoin join) {
        Reach reach = new Reach(join.before().toMillis(), join.after().toMillis());
        return new IntervalJoinOperator(
                join.type(), reach, join.joiner(), keyKind, isLateRead, failures, batchCapacity);
    }

    @Override
    public Operator retained(RetainedJoin join) {
        long retention = join.retention().toMillis();
        return new IntervalJoinOperator(
                join.type(),
                new Reach(retention, retention),
                join.joiner(),
                keyKind,
                isLateRead,
                failures,
                batchCapacity);
    }

    @Override
    public Operator regular(RegularJoin join) {
        return new IntervalJoinOperator(
                JoinType.INNER, Reach.UNBOUNDED, join.joiner(), keyKind, isLateRead, failures, batchCapacity);
    }

    @Override
    public Operator window(WindowJoin join) {
        return windowed(join, join.window(), new KeyTable(), new PairResults(join, failures, batchCapacity));
    }

    @Override
    public Operator coGroup(CoGroupJoin join) {
        KeyTable keys = new KeyTable();
        return windowed(join, join.window(), keys, new CoGroupResults(join, keys, keyKind, failures, batchCapacity));
    }

    private Operator windowed(JoinSpec join, WindowSpec<?> window, KeyTable keys, GroupResults results) {
        return new WindowJoinOperator(
                keys, keyKind, windowing(window, keys, results), results, join.latePolicy(), isLateRead, batchCapacity);
    }

    @SuppressWarnings("unchecked") // the compiler checked the types where the pipeline was written
    private JoinWindowing windowing(WindowSpec<?> window, KeyTable keys, GroupResults results) {
        int sides = isLateRead.length;
        return window instanceof AlignedWindows aligned
                ? new SliceJoinWindowing(aligned, sides, keys, results)
                : new SessionJoinWindowing((AssignedWindows<Object>) window, sides, keys, results, batchCapacity);
    }

    @Override
    public Operator table(TableJoin join) {
        return new ChangesOperator(new TableJoinLoop(join, keyKind, failures, batchCapacity), batchCapacity);
    }

    @Override
    public Operator lookup(ForeignKeyLookup join) {
        return new ForeignKeyLookupOperator(batchCapacity);
    }

    @Override
    public Operator foreignKey(ForeignKeyJoin join) {
        return new ChangesOperator(new ForeignKeyJoinLoop(join, keyKind, failures, batchCapacity), batchCapacity);
    }
}
