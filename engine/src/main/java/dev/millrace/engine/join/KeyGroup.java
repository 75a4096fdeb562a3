package dev.millrace.engine.join;

import java.util.stream.IntStream;

/** The rows of one key and window, by side. */
final class KeyGroup {

    int id;
    long start;
    long end;
    final MetRows[] sides;

    KeyGroup(int sideCount, RowPages pages) {
        sides = IntStream.range(0, sideCount)
                .mapToObj(side -> new MetRows(pages))
                .toArray(MetRows[]::new);
    }

    void open(int ofId, long startMillis, long endMillis) {
        id = ofId;
        start = startMillis;
        end = endMillis;
    }

    void clear() {
        for (MetRows side : sides) {
            side.clear();
        }
    }
}
