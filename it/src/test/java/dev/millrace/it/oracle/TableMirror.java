package dev.millrace.it.oracle;

import dev.millrace.api.table.Change;
import dev.millrace.api.table.RowChange;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The table that changes add up to. Each of them must fit what the ones before have left. */
final class TableMirror {

    private final Map<Object, Object> rows = new HashMap<>();

    /** The key between the two halves of its update. */
    private final Map<Object, Object> half = new HashMap<>();

    static TableMirror ofChanges(List<? extends Change<?, ?>> changes) {
        TableMirror mirror = new TableMirror();
        changes.forEach(mirror::apply);
        return mirror;
    }

    static TableMirror ofRowChanges(List<? extends RowChange<?, ?>> changes) {
        TableMirror mirror = new TableMirror();
        changes.forEach(mirror::apply);
        Verdict.require(mirror.half.isEmpty(), () -> "updates without their second half: " + mirror.half);
        return mirror;
    }

    private void apply(Change<?, ?> change) {
        Object before = rows.get(change.key());
        Verdict.require(
                switch (change.kind()) {
                    case INSERT -> before == null;
                    case UPDATE -> before != null;
                    case DELETE -> change.value().equals(before);
                },
                () -> change + " comes when the value is " + before);
        switch (change.kind()) {
            case INSERT, UPDATE -> rows.put(change.key(), change.value());
            case DELETE -> rows.remove(change.key());
        }
    }

    private void apply(RowChange<?, ?> change) {
        Object before = rows.get(change.key());
        Object expectedHalf = half.get(change.key());
        Verdict.require(
                switch (change.kind()) {
                    case INSERT -> before == null && expectedHalf == null;
                    case UPDATE_BEFORE, DELETE -> change.value().equals(before);
                    case UPDATE_AFTER -> expectedHalf != null && !Objects.equals(expectedHalf, change.value());
                },
                () -> change + " comes when the value is " + before + " and was " + expectedHalf);
        switch (change.kind()) {
            case INSERT -> rows.put(change.key(), change.value());
            case UPDATE_AFTER -> {
                rows.put(change.key(), change.value());
                half.remove(change.key());
            }
            case UPDATE_BEFORE -> {
                rows.remove(change.key());
                half.put(change.key(), change.value());
            }
            case DELETE -> rows.remove(change.key());
        }
    }

    void requireRows(Map<?, ?> expected, String what) {
        Verdict.requireSame(List.copyOf(rows.entrySet()), List.copyOf(expected.entrySet()), "rows of " + what);
    }
}
