package dev.millrace.it.oracle;

import dev.millrace.api.window.WindowSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One window for each record, and windows of a key that overlap are one. While no window reaches behind the watermark the
 * result is that of sorting them. A window that does may meet one that has closed, or one that has not, and that is decided
 * between batches.
 */
record MergingModel(WindowSpec<? super Item> spec, long latenessMillis, Function<Item, Span> span) implements Model {

    MergingModel(WindowSpec<? super Item> spec, Function<Item, Span> span) {
        this(spec, 0, span);
    }

    MergingModel withLateness(long millis) {
        return new MergingModel(spec, millis, span);
    }

    @Override
    public Standing standing(Input input, Item item) {
        long watermark = input.watermark(item);
        boolean isOpen = watermark == Input.NO_TIME || span.apply(item).end() > watermark - latenessMillis;
        return isOpen ? Standing.COUNTS : Standing.LATE;
    }

    @Override
    public boolean isExact(Input input) {
        return input.items.stream().noneMatch(item -> reachesBehind(input, item));
    }

    /** Whether the window of a record may meet one that has closed. */
    boolean reachesBehind(Input input, Item item) {
        long watermark = input.watermark(item);
        return watermark != Input.NO_TIME && span.apply(item).start() < watermark - latenessMillis;
    }

    @Override
    public List<Cut> cuts(Input input, Keys keys) {
        return cuts(input.items, keys);
    }

    List<Cut> cuts(List<Item> items, Keys keys) {
        Map<Object, List<Item>> byKey = new HashMap<>();
        items.forEach(item ->
                byKey.computeIfAbsent(keys.of(item), key -> new ArrayList<>()).add(item));
        List<Cut> cuts = new ArrayList<>();
        byKey.forEach((key, ofKey) -> cut(key, ofKey, cuts));
        return cuts;
    }

    private void cut(Object key, List<Item> ofKey, List<Cut> cuts) {
        List<Item> sorted = ofKey.stream()
                .sorted(Comparator.comparingLong(item -> span.apply(item).start()))
                .toList();
        List<Item> merged = new ArrayList<>();
        Span whole = null;
        for (Item item : sorted) {
            Span own = span.apply(item);
            if (whole != null && own.start() >= whole.end()) {
                cuts.add(Cut.of(key, whole, merged));
                merged = new ArrayList<>();
                whole = null;
            }
            whole = whole == null ? own : new Span(whole.start(), Math.max(whole.end(), own.end()));
            merged.add(item);
        }
        if (whole != null) {
            cuts.add(Cut.of(key, whole, merged));
        }
    }
}
