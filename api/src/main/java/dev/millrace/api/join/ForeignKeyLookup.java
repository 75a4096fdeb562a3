package dev.millrace.api.join;

import java.time.Duration;

/**
 * The second step of a foreign-key join, by foreign key: references meet the rows that they refer to, and each reference is
 * told of its row now and whenever that changes.
 */
public record ForeignKeyLookup() implements JoinSpec {

    @Override
    public Duration lead() {
        return UNLIMITED_LEAD;
    }

    @Override
    public String describe() {
        return "rows referred to";
    }

    @Override
    public <R> R accept(Visitor<R> visitor) {
        return visitor.lookup(this);
    }
}
