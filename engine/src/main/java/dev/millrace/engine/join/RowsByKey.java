package dev.millrace.engine.join;

import dev.millrace.api.view.JoinRow;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.state.KeyTable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/** Collects the rows that a join keeps, for those who look at them. */
final class RowsByKey {

    private final Map<Integer, List<JoinRow>> rows = new LinkedHashMap<>();

    /** Adds a row; of equal ones of a side the one that is to be seen first. */
    void add(int id, int side, long time, Object value) {
        rows.computeIfAbsent(id, absent -> new ArrayList<>()).add(new JoinRow(side, Instant.ofEpochMilli(time), value));
    }

    /** Adds the rows of a chain, from the first on; {@link RowPages#NONE} for an empty one. */
    void addChain(int id, int side, RowPages pages, int first) {
        for (int row = first; row != RowPages.NONE; row = pages.next(row)) {
            addRow(id, side, pages, row);
        }
    }

    /** Adds a row that is there. */
    @SuppressWarnings("NullAway") // a row that is there has a value
    void addRow(int id, int side, RowPages pages, int row) {
        add(id, side, pages.timestamp(row), pages.value(row));
    }

    void giveTo(KeyTable keys, KeyKind keyKind, BiConsumer<Object, List<JoinRow>> visitor) {
        rows.forEach((id, ofId) -> {
            ofId.sort(Comparator.comparingInt(JoinRow::side).thenComparing(JoinRow::time));
            visitor.accept(keyKind.key(keys, id), List.copyOf(ofId));
        });
    }
}
