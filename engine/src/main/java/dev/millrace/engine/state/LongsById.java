package dev.millrace.engine.state;

import java.util.Arrays;

/** A number for each id of a {@link KeyTable}, in pages, so that growing copies none of them. Owned by one thread. */
public final class LongsById {

    /** The number of an id that was not given another. */
    public static final long NONE = Long.MIN_VALUE;

    private long[][] pages = new long[0][];

    /** Makes one in which no id has a number. */
    public LongsById() {}

    /** The number of an id. */
    public long get(int id) {
        int page = id >> KeyTable.PAGE_SHIFT;
        return page < pages.length ? pages[page][id & KeyTable.PAGE_MASK] : NONE;
    }

    /** Gives an id a number, in place of the one before. */
    public void set(int id, long value) {
        int page = id >> KeyTable.PAGE_SHIFT;
        if (page >= pages.length) {
            addPages(page);
        }
        pages[page][id & KeyTable.PAGE_MASK] = value;
    }

    /** Gives an id a number if that is greater than the one before. Returns the greater one. */
    public long raise(int id, long value) {
        long greater = Math.max(get(id), value);
        set(id, greater);
        return greater;
    }

    private void addPages(int last) {
        int before = pages.length;
        pages = Arrays.copyOf(pages, last + 1);
        for (int page = before; page <= last; page++) {
            pages[page] = new long[KeyTable.PAGE_IDS];
            Arrays.fill(pages[page], NONE);
        }
    }

    /** Tells what it keeps in memory. */
    public void weigh(Footprint footprint) {
        footprint.references(pages);
        footprint.longPages(pages.length, KeyTable.PAGE_IDS);
    }
}
