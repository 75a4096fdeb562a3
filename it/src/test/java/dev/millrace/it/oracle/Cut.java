package dev.millrace.it.oracle;

import java.util.List;

/** The records of one key in one window, in order. */
record Cut(Object key, Span span, List<Item> items) {

    static Cut of(Object key, Span span, List<Item> items) {
        return new Cut(key, span, items.stream().sorted(Item.ORDER).toList());
    }
}
