package dev.millrace.it.oracle;

import dev.millrace.api.window.AssignedWindows;
import java.util.ArrayList;
import java.util.List;

/** Windows chosen by what is in a record, such as a user writes: none, one or two, on grids of its own width. */
record ChosenWindows(int unitMillis) implements AssignedWindows<Item> {

    @Override
    public void assign(Item record, long timestamp, Collector windows) {
        spans(record).forEach(span -> windows.add(span.start(), span.end()));
    }

    List<Span> spans(Item item) {
        if (item.number() % 7 == 0) {
            return List.of();
        }
        List<Span> spans = new ArrayList<>();
        long width = (long) unitMillis * (1 + item.gap() % 3);
        long start = Math.floorDiv(item.time(), width) * width;
        spans.add(new Span(start, start + width));
        if (item.number() % 2 == 0) {
            spans.add(new Span(start - width, start + 2 * width));
        }
        return spans;
    }

    @Override
    public boolean isMerging() {
        return false;
    }

    @Override
    public String describe() {
        return "chosen " + unitMillis;
    }
}
