package dev.millrace.engine.state;

import java.util.HashMap;
import java.util.Map;

/** Rows that have been met, by group and number: bits in pages, of which there are no more than rows that were met. Owned by one thread. */
final class SeenRows {

    private static final int PAGE_ROWS_SHIFT = 12;
    private static final int PAGE_WORDS = 1 << PAGE_ROWS_SHIFT - 6;

    private final Map<Long, Map<Long, long[]>> groups = new HashMap<>();

    // Most rows lie near the one before.
    private long lastGroup = -1;
    private long lastPage = -1;
    private long[] last = new long[0];

    /** Meets a row; false if it had been met before. */
    boolean add(long group, long row) {
        long page = row >>> PAGE_ROWS_SHIFT;
        if (group != lastGroup || page != lastPage) {
            last = groups.computeIfAbsent(group, key -> new HashMap<>())
                    .computeIfAbsent(page, key -> new long[PAGE_WORDS]);
            lastGroup = group;
            lastPage = page;
        }
        int word = (int) (row >>> 6) & PAGE_WORDS - 1;
        long before = last[word];
        last[word] |= 1L << row;
        return last[word] != before;
    }
}
