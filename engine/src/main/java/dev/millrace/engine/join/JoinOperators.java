package dev.millrace.engine.join;

import dev.millrace.api.graph.Node;
import dev.millrace.api.join.ForeignKeyJoin;
import dev.millrace.api.join.ForeignKeyLookup;
import dev.millrace.api.join.IntervalJoin;
import dev.millrace.api.join.JoinSpec;
import dev.millrace.api.join.TableJoin;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.Operator;
import dev.millrace.engine.table.ChangesOperator;

/** Makes the operator for a join. */
public final class JoinOperators implements JoinSpec.Visitor<Operator> {

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
        throw new UnsupportedOperationException(join.describe() + keyKind + isLateRead.length + batchCapacity);
    }

    @Override
    public Operator table(TableJoin join) {
        return new ChangesOperator(new TableJoinLoop(join, batchCapacity), batchCapacity);
    }

    @Override
    public Operator lookup(ForeignKeyLookup join) {
        return new LookupOperator(batchCapacity);
    }

    @Override
    public Operator foreignKey(ForeignKeyJoin join) {
        return new ChangesOperator(new ForeignKeyJoinLoop(join, batchCapacity), batchCapacity);
    }
}
