package dev.millrace.cli;

import dev.millrace.engine.checkpoint.CheckpointContents;
import dev.millrace.engine.checkpoint.StoredEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What is different in one list of an operator: all entries of a key are compared at once, whatever task has them. */
final class StateDifference {

    /** One line for each key that is different. */
    final List<String> lines = new ArrayList<>();

    int added;
    int removed;
    int changed;

    private StateDifference() {}

    /** Compares the lists of an operator, by name. */
    static Map<String, StateDifference> of(CheckpointContents before, CheckpointContents after, String operator) {
        Map<String, Map<String, List<String>>> then = byKey(before, operator);
        Map<String, Map<String, List<String>>> now = byKey(after, operator);
        Map<String, StateDifference> differences = new LinkedHashMap<>();
        TreeSet<String> lists = new TreeSet<>(then.keySet());
        lists.addAll(now.keySet());
        for (String list : lists) {
            StateDifference difference = new StateDifference();
            difference.compare(then.getOrDefault(list, Map.of()), now.getOrDefault(list, Map.of()));
            differences.put(list, difference);
        }
        return differences;
    }

    private static Map<String, Map<String, List<String>>> byKey(CheckpointContents contents, String operator) {
        Map<String, Map<String, List<String>>> byList = new LinkedHashMap<>();
        contents.entries(
                operator,
                entry -> byList.computeIfAbsent(entry.list(), list -> new LinkedHashMap<>())
                        .computeIfAbsent(StatePrinter.key(entry), key -> new ArrayList<>())
                        .add(text(entry)));
        return byList;
    }

    private static String text(StoredEntry entry) {
        return entry.isLayoutKnown()
                ? StatePrinter.fields(entry)
                : "0x" + entry.fields().get(0);
    }

    private void compare(Map<String, List<String>> then, Map<String, List<String>> now) {
        then.forEach((key, entries) -> {
            List<String> others = now.get(key);
            if (others == null) {
                removed++;
                lines.add("- " + key + "  " + String.join("; ", entries));
            } else if (!others.equals(entries)) {
                changed++;
                lines.add("~ " + key + "  " + String.join("; ", entries) + "  ->  " + String.join("; ", others));
            }
        });
        now.forEach((key, entries) -> {
            if (!then.containsKey(key)) {
                added++;
                lines.add("+ " + key + "  " + String.join("; ", entries));
            }
        });
    }
}
