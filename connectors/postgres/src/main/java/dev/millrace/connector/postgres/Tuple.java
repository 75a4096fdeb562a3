package dev.millrace.connector.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The values of a row, as text.
 *
 * @param columns whose values these are
 * @param values one for each; null is SQL's; {@link #UNCHANGED} for one that the server has not sent
 */
record Tuple(Columns columns, List<@Nullable String> values) {

    /** A large value that was not changed, compared by identity. */
    @SuppressWarnings("StringOperationCanBeSimplified") // one that no value can be
    static final String UNCHANGED = new String("(unchanged)");

    /** Values that were not sent are those of the row before, where that is known. */
    Tuple completedFrom(@Nullable Tuple before) {
        if (before == null || values.stream().noneMatch(value -> value == UNCHANGED)) {
            return this;
        }
        List<@Nullable String> all = new ArrayList<>(values);
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i) == UNCHANGED) {
                all.set(i, before.values.get(i));
            }
        }
        return new Tuple(columns, all);
    }

    /** Roughly what it takes in memory. */
    int bytes() {
        int bytes = 64;
        for (String value : values) {
            bytes += 8 + (value == null ? 0 : 56 + value.length());
        }
        return bytes;
    }

    /** As {@code id=7, name=Bergen}. */
    @Override
    public String toString() {
        StringJoiner text = new StringJoiner(", ");
        for (int i = 0; i < values.size(); i++) {
            text.add(columns.names().get(i) + "=" + values.get(i));
        }
        return text.toString();
    }
}
