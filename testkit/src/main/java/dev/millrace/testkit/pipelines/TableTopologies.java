package dev.millrace.testkit.pipelines;

import dev.millrace.api.stream.JoinedStream;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.ReferringTable;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.stream.Table;
import dev.millrace.api.stream.TablePair;
import dev.millrace.api.stream.VersionedTable;
import dev.millrace.api.table.Change;
import dev.millrace.api.table.ChangeKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Pipelines with tables. Which changes lead to a row depends on the order in which splits are read, so the rows are compared
 * to which they have led in the end.
 */
final class TableTopologies {

    private TableTopologies() {}

    /** A row of a join: what both sides have, or 0. */
    record Both(long left, long right) {

        static Both of(@Nullable Event left, @Nullable Event right) {
            return new Both(left == null ? 0 : left.timeMillis(), right == null ? 0 : right.timeMillis());
        }
    }

    /** A record that has met a row of a table, or none. */
    record Met(Event event, @Nullable Event row) {}

    /** A row in the end. */
    private record Last(Object key, Object value) {}

    /** The latest record of each key, gone if its value says so. */
    private static Table<Integer, Event> table(RandomEvents events, Pipeline pipeline, String name) {
        return events.read(pipeline, name + "-events")
                .keyBy(Event::key)
                .toTable(name, event -> event, event -> event.value() % 5 == 0);
    }

    private static <K, V> void writeRows(Table<K, V> table, Outputs outputs) {
        outputs.writeAll(table.changes(), "rows", TableTopologies::rows);
    }

    private static <K, V> List<Last> rows(List<? extends Change<K, V>> changes) {
        Map<K, V> rows = new HashMap<>();
        for (Change<K, V> change : changes) {
            if (change.kind() == ChangeKind.DELETE) {
                rows.remove(change.key());
            } else {
                rows.put(change.key(), change.value());
            }
        }
        return rows.entrySet().stream()
                .map(row -> new Last(row.getKey(), row.getValue()))
                .toList();
    }

    static void byKey(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random) {
        TablePair<Integer, Event, Event> pair =
                table(events, pipeline, "left").join("joined", table(events, pipeline, "right"));
        writeRows(
                switch (random.nextInt(4)) {
                    case 0 -> pair.inner(Both::of);
                    case 1 -> pair.leftOuter(Both::of);
                    case 2 -> pair.rightOuter(Both::of);
                    default -> pair.fullOuter(Both::of);
                },
                outputs);
    }

    static void byReference(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random) {
        ReferringTable<Integer, Event, Integer, Event> referring = table(events, pipeline, "orders")
                .joinOn("joined", table(events, pipeline, "customers"), event -> (int) event.value() % 20);
        writeRows(random.nextBoolean() ? referring.inner(Both::of) : referring.leftOuter(Both::of), outputs);
    }

    static void broadcast(Pipeline pipeline, RandomEvents events, Outputs outputs, Random random) {
        Stream<Event> left = events.read(pipeline, "left");
        VersionedTable<Integer, Event> table =
                events.read(pipeline, "versions").keyBy(Event::key).versioned(event -> event.value() % 7 == 0);
        // Otherwise what a record meets depends on which side is read first.
        JoinedStream<Event, Event, Met> joined =
                left.broadcastJoin("joined", table, Event::key).atEventTime().leftOuter(Met::new);
        outputs.write(joined, "pairs");
        outputs.write(joined.lateLeft(), "late-left", late -> late.record());
        outputs.write(joined.lateRight(), "late-right", late -> late.record());
    }
}
