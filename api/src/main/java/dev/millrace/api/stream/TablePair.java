package dev.millrace.api.stream;

import dev.millrace.api.graph.Node;
import dev.millrace.api.join.JoinType;
import dev.millrace.api.join.Joiner;
import dev.millrace.api.join.TableJoin;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Two tables that are about to become one, by their keys. What remains to be said is which keys have a row.
 *
 * <p>A change on either side changes the row of its key, if its value is not the same after it. The change comes at once,
 * with the latest event time that its key has seen on either side. Changes in between depend on which side comes first; the
 * last one of each key does not.
 *
 * @param <K> type of the keys
 * @param <L> type of the values on the left
 * @param <R> type of the values on the right
 */
public final class TablePair<K, L, R> {

    private final String name;
    private final Table<K, L> left;
    private final Table<K, R> right;

    TablePair(String name, Table<K, L> left, Table<K, R> right) {
        this.name = name;
        this.left = left;
        this.right = right;
    }

    /**
     * Keys have a row that have one on both sides.
     *
     * @param joiner makes a value of two; it must give equal values for equal ones
     * @param <O> type of the values
     * @return the table
     */
    public <O> Table<K, O> inner(Joiner<? super L, ? super R, ? extends O> joiner) {
        return add(JoinType.INNER, joiner);
    }

    /**
     * Keys have a row that have one on the left.
     *
     * @param joiner makes a value of two, of which the right one is null if there is none
     * @param <O> type of the values
     * @return the table
     */
    public <O> Table<K, O> leftOuter(Joiner<? super L, @Nullable R, ? extends O> joiner) {
        return add(JoinType.LEFT, joiner);
    }

    /**
     * Keys have a row that have one on the right.
     *
     * @param joiner makes a value of two, of which the left one is null if there is none
     * @param <O> type of the values
     * @return the table
     */
    public <O> Table<K, O> rightOuter(Joiner<@Nullable L, ? super R, ? extends O> joiner) {
        return add(JoinType.RIGHT, joiner);
    }

    /**
     * Keys have a row that have one on either side.
     *
     * @param joiner makes a value of two, one of which is null if there is none
     * @param <O> type of the values
     * @return the table
     */
    public <O> Table<K, O> fullOuter(Joiner<@Nullable L, @Nullable R, ? extends O> joiner) {
        return add(JoinType.FULL, joiner);
    }

    @SuppressWarnings("unchecked") // checked by the compiler where this is called; nodes are untyped
    private <O> Table<K, O> add(JoinType type, Joiner<?, ?, ?> joiner) {
        int leftNode = left.keyed(name + ".left");
        int rightNode = right.keyed(name + ".right");
        TableJoin join = new TableJoin(type, (Joiner<Object, Object, Object>) joiner);
        Pipeline pipeline = left.pipeline();
        return new Table<>(
                pipeline,
                pipeline.add(id -> new Node.JoinNode(id, name, List.of(leftNode, rightNode), join)),
                left.keyType());
    }
}
