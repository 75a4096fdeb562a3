package dev.millrace.it.oracle;

import dev.millrace.api.window.TrailingWindow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** For each record, those of its key up to and including its time. What is behind the watermark is late. */
record TrailingModel(TrailingWindow spec) implements Model {

    @Override
    public Standing standing(Input input, Item item) {
        return input.isBehind(item, item.time()) ? Standing.LATE : Standing.COUNTS;
    }

    @Override
    public List<Cut> cuts(Input input, Keys keys) {
        Map<Object, List<Item>> byKey = new HashMap<>();
        for (Item item : input.items) {
            if (standing(input, item) == Standing.COUNTS) {
                byKey.computeIfAbsent(keys.of(item), key -> new ArrayList<>()).add(item);
            }
        }
        long size = spec.size().toMillis();
        List<Cut> cuts = new ArrayList<>();
        byKey.forEach((key, items) -> {
            for (Item last : items) {
                List<Item> window = items.stream()
                        .filter(item -> item.time() > last.time() - size && item.time() <= last.time())
                        .toList();
                cuts.add(Cut.of(key, new Span(last.time() - size + 1, last.time() + 1), window));
            }
        });
        return cuts;
    }

    @Override
    public boolean isExact(Input input) {
        return true;
    }
}
