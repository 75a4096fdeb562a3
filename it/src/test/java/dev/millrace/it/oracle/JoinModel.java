package dev.millrace.it.oracle;

import dev.millrace.api.join.JoinType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Two inputs joined by nested loops over the records of each key. */
final class JoinModel {

    /** Whether two records of one key meet. */
    @FunctionalInterface
    interface Meets {
        boolean test(Item left, Item right);
    }

    final List<Met> met = new ArrayList<>();
    final List<Item> lateLeft;
    final List<Item> lateRight;

    /** Whether there are more pairs than so many; does not count further. */
    static boolean hasMorePairs(Input left, Input right, Keys keys, Meets meets, int max) {
        Map<Object, List<Item>> rights = byKey(right.items, keys);
        int pairs = 0;
        for (Item one : left.items) {
            for (Item other : rights.getOrDefault(keys.of(one), List.of())) {
                if (meets.test(one, other) && ++pairs > max) {
                    return true;
                }
            }
        }
        return false;
    }

    JoinModel(Input left, Input right, Keys keys, JoinType type, Meets meets) {
        lateLeft = late(left);
        lateRight = late(right);
        Map<Object, List<Item>> rights = byKey(onTime(right), keys);
        Set<Item> matched = new HashSet<>();
        for (Item one : onTime(left)) {
            boolean hasMet = false;
            for (Item other : rights.getOrDefault(keys.of(one), List.of())) {
                if (meets.test(one, other)) {
                    met.add(new Met(one, other));
                    matched.add(other);
                    hasMet = true;
                }
            }
            if (!hasMet && type.keepsUnmatched(0)) {
                met.add(new Met(one, null));
            }
        }
        if (type.keepsUnmatched(1)) {
            onTime(right).stream().filter(one -> !matched.contains(one)).forEach(one -> met.add(new Met(null, one)));
        }
    }

    private static List<Item> late(Input input) {
        return input.items.stream()
                .filter(item -> input.isBehind(item, item.time()))
                .toList();
    }

    private static List<Item> onTime(Input input) {
        return input.items.stream()
                .filter(item -> !input.isBehind(item, item.time()))
                .toList();
    }

    private static Map<Object, List<Item>> byKey(List<Item> items, Keys keys) {
        Map<Object, List<Item>> byKey = new HashMap<>();
        items.forEach(item ->
                byKey.computeIfAbsent(keys.of(item), key -> new ArrayList<>()).add(item));
        return byKey;
    }
}
