package dev.millrace.it.oracle;

import dev.millrace.api.window.AssignedWindows;

/** Windows that merge and reach to both sides of their record. */
record SpreadWindows(int beforeMillis, int afterMillis) implements AssignedWindows<Item> {

    @Override
    public void assign(Item record, long timestamp, Collector windows) {
        Span span = span(record);
        windows.add(span.start(), span.end());
    }

    Span span(Item item) {
        return new Span(
                item.time() - item.gap() % (beforeMillis + 1), item.time() + 1 + item.gap() % (afterMillis + 1));
    }

    @Override
    public boolean isMerging() {
        return true;
    }

    @Override
    public String describe() {
        return "spread " + beforeMillis + ", " + afterMillis;
    }
}
