package dev.millrace.api.stream;

import dev.millrace.api.function.ThrowingFunction;
import dev.millrace.api.graph.Node;
import dev.millrace.api.join.ForeignKeyJoin;
import dev.millrace.api.join.ForeignKeyLookup;
import dev.millrace.api.join.JoinType;
import dev.millrace.api.join.Joiner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table whose rows refer to those of another by a key that their values have. What remains to be said is which rows stay.
 *
 * <p>A row that changes is joined again, one that refers to another row than before included; a row that is referred to and
 * changes is joined again with all that refer to it. A row that refers to another one keeps the value that it had until it is
 * known what the other one is: it does not go and come back.
 *
 * @param <K> type of the keys of the rows that refer
 * @param <L> type of their values
 * @param <F> type of the keys that are referred to
 * @param <R> type of the values that are referred to
 */
public final class ReferringTable<K, L, F, R> {

    private final String name;
    private final Table<K, L> left;
    private final Table<F, R> right;
    private final ThrowingFunction<Object, @Nullable Object> foreignKey;

    ReferringTable(
            String name, Table<K, L> left, Table<F, R> right, ThrowingFunction<Object, @Nullable Object> foreignKey) {
        this.name = name;
        this.left = left;
        this.right = right;
        this.foreignKey = foreignKey;
    }

    /**
     * Rows stay that refer to one that exists.
     *
     * @param joiner makes a value of a row and the one that it refers to; it must give equal values for equal ones
     * @param <O> type of the values
     * @return a table with the keys of the rows that refer
     */
    public <O> Table<K, O> inner(Joiner<? super L, ? super R, ? extends O> joiner) {
        return add(JoinType.INNER, joiner);
    }

    /**
     * All rows stay.
     *
     * @param joiner makes a value of a row and the one that it refers to, which is null if that does not exist or the row
     *     refers to nothing
     * @param <O> type of the values
     * @return a table with the keys of the rows that refer
     */
    public <O> Table<K, O> leftOuter(Joiner<? super L, @Nullable R, ? extends O> joiner) {
        return add(JoinType.LEFT, joiner);
    }

    @SuppressWarnings("unchecked") // checked by the compiler where this is called; nodes are untyped
    private <O> Table<K, O> add(JoinType type, Joiner<?, ?, ?> joiner) {
        Pipeline pipeline = left.pipeline();
        int keyed = left.keyed(name + ".left");
        int rows = pipeline.add(id -> new Node.ReferenceNode(id, name + ".references", keyed, foreignKey));
        int moves = pipeline.add(id -> new Node.ReferenceMovesNode(id, name + ".moves", rows));
        List<Integer> lookupInputs = List.of(keyed(moves, ".foreign"), right.keyed(name + ".right"));
        int answers = pipeline.add(id -> new Node.JoinNode(id, name + ".lookup", lookupInputs, new ForeignKeyLookup()));
        List<Integer> inputs = List.of(keyed(rows, ".rows"), keyed(answers, ".answers"));
        ForeignKeyJoin join = new ForeignKeyJoin(type, (Joiner<Object, Object, Object>) joiner);
        return new Table<>(pipeline, pipeline.add(id -> new Node.JoinNode(id, name, inputs, join)), left.keyType());
    }

    private int keyed(int node, String suffix) {
        return Table.keyed(left.pipeline(), node, name + suffix);
    }
}
