package dev.millrace.it.oracle;

import dev.millrace.api.window.WindowSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    /**
     * The records that must count whatever the batches, workers and other splits: those in time, and those that meet a window
     * of earlier records of their own split that the split's watermark has not closed. More may.
     */
    Set<Integer> inTime(Input input, Keys keys) {
        Set<Integer> inTime = new HashSet<>();
        for (List<Item> split : input.splits) {
            Map<Object, List<Span>> openByKey = new HashMap<>();
            for (Item item : split) {
                List<Span> open = openByKey.computeIfAbsent(keys.of(item), key -> new ArrayList<>());
                if (takes(open, item, input.watermark(item))) {
                    inTime.add(item.serial());
                }
            }
        }
        return inTime;
    }

    private boolean takes(List<Span> open, Item item, long watermark) {
        long closed = watermark == Input.NO_TIME ? watermark : watermark - latenessMillis;
        open.removeIf(window -> window.end() <= closed);
        Span whole = span.apply(item);
        boolean isTaken = whole.end() > closed;
        for (boolean isGrowing = true; isGrowing; ) {
            isGrowing = false;
            for (Span window : List.copyOf(open)) {
                if (window.overlaps(whole)) {
                    open.remove(window);
                    whole = new Span(Math.min(whole.start(), window.start()), Math.max(whole.end(), window.end()));
                    isTaken = true;
                    isGrowing = true;
                }
            }
        }
        if (isTaken) {
            open.add(whole);
        }
        return isTaken;
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
