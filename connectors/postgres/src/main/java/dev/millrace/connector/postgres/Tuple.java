package dev.millrace.connector.postgres;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * The values of a row, as text.
 *
 * @param columns whose values these are
 * @param values one for each; null is SQL's, or was not sent
 * @param unsent indexes of large values that were not changed, which the server leaves out; not to be changed
 */
record Tuple(Columns columns, List<@Nullable String> values, BitSet unsent) {

    static Tuple of(Columns columns, List<@Nullable String> values) {
        return new Tuple(columns, values, new BitSet());
    }

    /** Values that were not sent are those of the row before, of which perhaps only the key is known; what is so large is not null. */
    Tuple completedFrom(Tuple before) {
        if (unsent.isEmpty()) {
            return this;
        }
        List<@Nullable String> all = new ArrayList<>(values);
        BitSet stillUnsent = new BitSet();
        unsent.stream().forEach(i -> {
            all.set(i, before.values.get(i));
            stillUnsent.set(i, before.values.get(i) == null);
        });
        return new Tuple(columns, all, stillUnsent);
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
            text.add(columns.names().get(i) + "=" + (unsent.get(i) ? "(unchanged)" : values.get(i)));
        }
        return text.toString();
    }
}
