package dev.millrace.it.oracle;

import dev.millrace.api.window.WindowSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Windows that a record has by itself, and that do not merge: a record counts in those that had not closed when it came. */
record SpanModel(WindowSpec<? super Item> spec, long latenessMillis, Function<Item, List<Span>> spans)
        implements Model {

    SpanModel(WindowSpec<? super Item> spec, Function<Item, List<Span>> spans) {
        this(spec, 0, spans);
    }

    SpanModel withLateness(long millis) {
        return new SpanModel(spec, millis, spans);
    }

    private boolean isOpen(Input input, Item item, Span span) {
        long watermark = input.watermark(item);
        return watermark == Input.NO_TIME || span.end() > watermark - latenessMillis;
    }

    @Override
    public Standing standing(Input input, Item item) {
        List<Span> all = spans.apply(item);
        if (all.isEmpty()) {
            return Standing.OUTSIDE;
        }
        return all.stream().anyMatch(span -> isOpen(input, item, span)) ? Standing.COUNTS : Standing.LATE;
    }

    @Override
    public List<Cut> cuts(Input input, Keys keys) {
        record Group(Object key, Span span) {}
        Map<Group, List<Item>> groups = new HashMap<>();
        for (Item item : input.items) {
            for (Span span : spans.apply(item)) {
                if (isOpen(input, item, span)) {
                    groups.computeIfAbsent(new Group(keys.of(item), span), group -> new ArrayList<>())
                            .add(item);
                }
            }
        }
        List<Cut> cuts = new ArrayList<>();
        groups.forEach((group, items) -> cuts.add(Cut.of(group.key(), group.span(), items)));
        return cuts;
    }

    @Override
    public boolean isExact(Input input) {
        return true;
    }
}
