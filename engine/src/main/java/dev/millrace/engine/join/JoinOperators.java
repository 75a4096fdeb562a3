package dev.millrace.engine.join;

import dev.millrace.api.graph.Node;
import dev.millrace.api.join.IntervalJoin;
import dev.millrace.api.join.JoinSpec;
import dev.millrace.api.join.JoinType;
import dev.millrace.api.join.RegularJoin;
import dev.millrace.api.join.RetainedJoin;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.Operator;

/** Makes the operator for a join. */
public final class JoinOperators implements JoinSpec.Visitor<Operator> {

    @SuppressWarnings("UnusedVariable") // for joins that give keys back
    private final KeyKind keyKind;

    private final boolean[] isLateRead;
    private final int batchCapacity;

    private JoinOperators(KeyKind keyKind, boolean[] isLateRead, int batchCapacity) {
        this.keyKind = keyKind;
        this.isLateRead = isLateRead;
        this.batchCapacity = batchCapacity;
    }

    /**
     * Makes an operator.
     *
     * @param node the join
     * @param keyKind how keys come, on all sides
     * @param isLateRead by side: whether anybody reads what comes too late
     * @param batchCapacity rows in a batch
     */
    public static Operator make(Node.JoinNode node, KeyKind keyKind, boolean[] isLateRead, int batchCapacity) {
        return node.spec().accept(new JoinOperators(keyKind, isLateRead, batchCapacity));
    }

    @Override
    public Operator interval(IntervalJoin join) {
        Reach reach = new Reach(join.before().toMillis(), join.after().toMillis());
        return new IntervalJoinOperator(join.type(), reach, join.joiner(), isLateRead, batchCapacity);
    }

    @Override
    public Operator retained(RetainedJoin join) {
        long retention = join.retention().toMillis();
        return new IntervalJoinOperator(
                join.type(), new Reach(retention, retention), join.joiner(), isLateRead, batchCapacity);
    }

    @Override
    public Operator regular(RegularJoin join) {
        return new IntervalJoinOperator(JoinType.INNER, Reach.UNBOUNDED, join.joiner(), isLateRead, batchCapacity);
    }
}
