package dev.millrace.engine.join;

import dev.millrace.api.graph.Node;
import dev.millrace.api.join.AsOfJoin;
import dev.millrace.api.join.IntervalJoin;
import dev.millrace.api.join.JoinSpec;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.Operator;

/** Makes the operator for a join. */
public final class JoinOperators implements JoinSpec.Visitor<Operator> {

    private final KeyKind keyKind;
    private final boolean[] isLateRead;
    private final int taskIndex;
    private final int batchCapacity;

    private JoinOperators(KeyKind keyKind, boolean[] isLateRead, int taskIndex, int batchCapacity) {
        this.keyKind = keyKind;
        this.isLateRead = isLateRead;
        this.taskIndex = taskIndex;
        this.batchCapacity = batchCapacity;
    }

    /**
     * Makes an operator.
     *
     * @param node the join
     * @param keyKind how keys come, on all sides
     * @param isLateRead by side: whether anybody reads what comes too late
     * @param taskIndex which of the tasks of the join this is for
     * @param batchCapacity rows in a batch
     */
    public static Operator make(
            Node.JoinNode node, KeyKind keyKind, boolean[] isLateRead, int taskIndex, int batchCapacity) {
        return node.spec().accept(new JoinOperators(keyKind, isLateRead, taskIndex, batchCapacity));
    }

    @Override
    public Operator asOf(AsOfJoin join) {
        return new AsOfOperator(join, isLateRead, taskIndex, batchCapacity);
    }

    @Override
    public Operator interval(IntervalJoin join) {
        throw new UnsupportedOperationException(join.describe() + keyKind + isLateRead.length + batchCapacity);
    }
}
