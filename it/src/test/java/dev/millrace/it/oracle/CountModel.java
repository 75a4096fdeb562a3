package dev.millrace.it.oracle;

import dev.millrace.api.window.CountWindow;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Windows of a number of records. What is behind the watermark is late, unless the order of arrival is what counts. */
record CountModel(CountWindow spec) implements Model {

    @Override
    public Standing standing(Input input, Item item) {
        return spec.isInArrivalOrder() || !input.isBehind(item, item.time()) ? Standing.COUNTS : Standing.LATE;
    }

    @Override
    public List<Cut> cuts(Input input, Keys keys) {
        Map<Object, List<Item>> byKey = new LinkedHashMap<>();
        for (Item item : input.items) {
            if (standing(input, item) == Standing.COUNTS) {
                byKey.computeIfAbsent(keys.of(item), key -> new ArrayList<>()).add(item);
            }
        }
        List<Cut> cuts = new ArrayList<>();
        byKey.forEach((key, items) -> cut(key, spec.isInArrivalOrder() ? items : sorted(items), cuts));
        return cuts;
    }

    private static List<Item> sorted(List<Item> items) {
        return items.stream().sorted(Item.ORDER).toList();
    }

    private void cut(Object key, List<Item> items, List<Cut> cuts) {
        int size = Math.toIntExact(spec.size());
        int slide = Math.toIntExact(spec.slide());
        for (int end = slide; end - slide < items.size(); end += slide) {
            List<Item> window = items.subList(Math.max(0, end - size), Math.min(end, items.size()));
            long first = window.stream().mapToLong(Item::time).min().orElseThrow();
            long last = window.stream().mapToLong(Item::time).max().orElseThrow();
            cuts.add(Cut.of(key, new Span(first, last + 1), window));
        }
    }

    @Override
    public boolean isExact(Input input) {
        return true;
    }

    @Override
    public boolean isByArrival() {
        return spec.isInArrivalOrder();
    }
}
