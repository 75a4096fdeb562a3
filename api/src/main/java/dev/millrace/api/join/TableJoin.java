package dev.millrace.api.join;

import java.time.Duration;

/**
 * Two tables make one: the row of a key is made of the rows that the two have for it. Inputs and output are changes.
 *
 * @param type which keys have a row: those with a row on both sides, or on one of them
 * @param joiner makes a value of two
 */
public record TableJoin(JoinType type, Joiner<Object, Object, Object> joiner) implements JoinSpec {

    @Override
    public Duration lead() {
        return UNLIMITED_LEAD;
    }

    @Override
    public String describe() {
        return type.describe() + " join of tables";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.table(this);
    }
}
