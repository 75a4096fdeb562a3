package dev.millrace.api.join;

import java.time.Duration;

/**
 * The last step of a foreign-key join, by primary key: rows meet what their references were told. Inputs are changes of rows
 * that know their reference, and the answers of a {@link ForeignKeyLookup}; the output are changes.
 *
 * @param type {@link JoinType#INNER} or {@link JoinType#LEFT}
 * @param joiner makes a value of a row and the one that it refers to
 */
public record ForeignKeyJoin(JoinType type, Joiner<Object, Object, Object> joiner) implements JoinSpec {

    /** Validates. */
    public ForeignKeyJoin {
        if (type.keepsUnmatched(1)) {
            throw new IllegalArgumentException("a foreign-key join is inner or left outer, got " + type.describe()
                    + "; rows that nobody refers to have no primary key to be found by");
        }
    }

    @Override
    public Duration lead() {
        return UNLIMITED_LEAD;
    }

    @Override
    public String describe() {
        return type.describe() + " join by foreign key";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.foreignKey(this);
    }
}
