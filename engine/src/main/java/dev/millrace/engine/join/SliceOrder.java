package dev.millrace.engine.join;

import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import java.util.Arrays;

/**
 * The rows of a slice by id, those of an id by side, and those of a side by time and origin. Owned by one thread.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>Counting sort (Knuth, TAOCP 3, 5.2, algorithm D), in three passes that read what they work on from one end to the other: the
 * rows of each place, which is an id and a side, are counted, the counts are added up, and each row's number is put where it
 * belongs. None of them has a branch that depends on the data, and what they write at random is a few bytes a key. Rows of a
 * place stay in the order of their arrival, which is that of time and origin if the slice's rows came so; else they are
 * sorted when they are asked for.
 *
 * <pre>
 *   rows: | id 0, side 0 | id 0, side 1 | id 1, side 0 | id 1, side 1 | ...
 *   ends:                ^0             ^1             ^2             ^3
 * </pre>
 */
final class SliceOrder {

    /** Larger arrays than this are not kept for the next slice. */
    private static final int ROWS_KEPT_MAX = 1 << 20;

    private static final int[] NONE = new int[0];

    private enum Pass {
        COUNTING,
        ADDING,
        PUTTING,

        /** All rows are in order. */
        SORTED,
        CLEARING,

        /** There is no slice. */
        CLEAR
    }

    private final int sides;

    /** A place is an id and, in so many bits, a side. */
    private final int sideBits;

    private final int pageShift;
    private final int pageMask;
    private final RowSort sort;
    private Pass pass = Pass.CLEAR;

    /** The page of rows, or of ids, at which the pass goes on. */
    private int nextPage;

    /** Where the rows of the ids before that page end. */
    private int sum;

    /** By page of ids, by place: how many rows there are, and then where they end. */
    private int[][] ends = new int[0][];

    /** Pages that are all zeros. */
    private int[][] spares = new int[4][];

    private int spareCount;

    /** By id of the page at hand: how many rows it has. */
    private final int[] counts = new int[KeyTable.PAGE_IDS];

    private int[] rows = NONE;

    SliceOrder(RowPages pages, int sides) {
        this.sides = sides;
        sideBits = Integer.SIZE - Integer.numberOfLeadingZeros(sides - 1);
        pageShift = KeyTable.PAGE_SHIFT + sideBits;
        pageMask = (1 << pageShift) - 1;
        sort = new RowSort(pages::isAfter);
    }

    /** How many sides there are. */
    int sides() {
        return sides;
    }

    /** Where rows of an id and side belong. */
    int place(int id, int side) {
        return id << sideBits | side;
    }

    /**
     * Says where some rows of a side belong.
     *
     * @param ids of the rows
     * @param from index of the first
     * @param side of all of them
     * @param places takes them
     * @param to index of the first there
     * @param count how many
     */
    void place(int[] ids, int from, int side, int[] places, int to, int count) {
        for (int i = 0; i < count; i++) {
            places[to + i] = ids[from + i] << sideBits | side;
        }
    }

    /** The id of a place. */
    int id(int place) {
        return place >>> sideBits;
    }

    /** The side of a place. */
    int side(int place) {
        return place & (1 << sideBits) - 1;
    }

    /** Starts with the rows of a slice, which is then named again and again, and stays as it is until that is {@link #clear}. */
    void begin(RowSlice slice) {
        assert pass == Pass.CLEAR : "in the middle of " + pass;
        pass = Pass.COUNTING;
        nextPage = 0;
        sum = 0;
        int count = Math.toIntExact(slice.rows());
        if (rows.length < count) {
            rows = new int[Math.max(count, Math.min(2 * rows.length, ROWS_KEPT_MAX))];
        }
    }

    /**
     * Goes on sorting.
     *
     * @param slice with which it was begun
     * @param looks how many rows and ids may be looked at, or some more
     * @return how many of these are left
     */
    int sort(RowSlice slice, int looks) {
        int left = looks;
        while (left > 0 && !isSorted()) {
            left -= switch (pass) {
                case COUNTING -> countPage(slice);
                case ADDING -> addPage();
                default -> putPage(slice);
            };
        }
        return left;
    }

    /** Whether all rows are in order. */
    boolean isSorted() {
        return pass.compareTo(Pass.SORTED) >= 0;
    }

    private int countPage(RowSlice slice) {
        if (nextPage == slice.pageCount()) {
            startPass(Pass.ADDING);
            return 0;
        }
        int[] places = slice.page(nextPage).places;
        int count = slice.used(nextPage++);
        int[][] byPage = ends;
        for (int row = 0; row < count; row++) {
            int page = places[row] >>> pageShift;
            if (page >= byPage.length || byPage[page] == NONE) {
                addPage(page);
                byPage = ends;
            }
            byPage[page][places[row] & pageMask]++;
        }
        return count;
    }

    private void addPage(int page) {
        if (page >= ends.length) {
            int before = ends.length;
            ends = Arrays.copyOf(ends, Math.max(page + 1, before + before / 2));
            Arrays.fill(ends, before, ends.length, NONE);
        }
        ends[page] = spareCount > 0 ? spares[--spareCount] : new int[1 << pageShift];
    }

    /** What was how many rows there are is where they start. */
    private int addPage() {
        if (nextPage == ends.length) {
            startPass(Pass.PUTTING);
            return 0;
        }
        int page = nextPage++;
        if (ends[page] == NONE) {
            return 1;
        }
        int[] ofPage = ends[page];
        int added = sum;
        for (int at = 0; at < ofPage.length; at++) {
            int count = ofPage[at];
            ofPage[at] = added;
            added += count;
        }
        sum = added;
        return KeyTable.PAGE_IDS;
    }

    /** What was where rows start moves to where they end. */
    private int putPage(RowSlice slice) {
        if (nextPage == slice.pageCount()) {
            startPass(Pass.SORTED);
            return 0;
        }
        int[] places = slice.page(nextPage).places;
        int first = slice.row(nextPage);
        int count = slice.used(nextPage++);
        int[][] byPage = ends;
        int[] numbers = rows;
        for (int row = 0; row < count; row++) {
            numbers[byPage[places[row] >>> pageShift][places[row] & pageMask]++] = first + row;
        }
        return count;
    }

    private void startPass(Pass next) {
        pass = next;
        nextPage = 0;
    }

    /** Whether there are rows of any id of a page. */
    boolean hasPage(int page) {
        return page < ends.length && ends[page] != NONE;
    }

    /** One more than the last page of ids of which there may be rows. */
    int pageEnd() {
        return ends.length;
    }

    /** Where the rows of an id and side end, which is where those of the next side start. */
    int end(int id, int side) {
        return ends[id >> KeyTable.PAGE_SHIFT][at(id) + side];
    }

    /**
     * Finds the ids of a page of whose rows something comes, in ascending order.
     *
     * @param needed a bit for each side that must have rows
     * @param found takes the ids
     * @return how many there are
     */
    int find(int page, long needed, int[] found) {
        if (!hasPage(page)) {
            return 0;
        }
        int count = 0;
        int first = page << KeyTable.PAGE_SHIFT;
        int[] ofPage = ends[page];
        int start = start(first);
        for (int id = first; id < first + KeyTable.PAGE_IDS; id++) {
            int at = at(id);
            long present = present(ofPage, at, start);
            // GroupResults.wants as a sum, for nobody could guess which ids are.
            long isUnwanted = (needed & ~present) | present - 1 & Long.MIN_VALUE;
            found[count] = id;
            count += 1 - (int) ((isUnwanted | -isUnwanted) >>> Long.SIZE - 1);
            start = ofPage[at + sides - 1];
        }
        return count;
    }

    /** A bit for each side on which an id has rows. */
    long present(int id) {
        return hasPage(id >> KeyTable.PAGE_SHIFT) ? present(ends[id >> KeyTable.PAGE_SHIFT], at(id), start(id)) : 0;
    }

    private long present(int[] ofPage, int at, int start) {
        long present = isLess(start, ofPage[at]) | isLess(ofPage[at], ofPage[at + 1]) << 1;
        for (int side = 2; side < sides; side++) {
            present |= isLess(ofPage[at + side - 1], ofPage[at + side]) << side;
        }
        return present;
    }

    /** 1 or 0, without a branch; of numbers from 0 on. */
    private static long isLess(long one, long other) {
        return one - other >>> Long.SIZE - 1;
    }

    /** Where in its page an id has its first side, which the others follow. */
    private int at(int id) {
        return (id & KeyTable.PAGE_MASK) << sideBits;
    }

    /** Where the rows of an id and its first side start. */
    int start(int id) {
        int at = at(id);
        if (at > 0) {
            return ends[id >> KeyTable.PAGE_SHIFT][at - 1];
        }
        int page = (id >> KeyTable.PAGE_SHIFT) - 1;
        while (page >= 0 && ends[page] == NONE) {
            page--;
        }
        return page < 0 ? 0 : ends[page][pageMask];
    }

    /**
     * The numbers of the rows of a place, in order, from one index to another.
     *
     * @param slice with which it was begun
     */
    int[] inOrder(RowSlice slice, int from, int to) {
        if (!slice.isInOrder()) {
            sort.sort(rows, from, to);
        }
        return rows;
    }

    /**
     * Goes on forgetting the slice, whose rows let go of their ids.
     *
     * @param looks how many rows and ids may be looked at, or some more
     * @return how many of these are left
     */
    int clear(KeyTable keys, int looks) {
        if (pass == Pass.SORTED) {
            startPass(Pass.CLEARING);
            sum = 0;
        }
        int left = looks;
        while (left > 0 && pass == Pass.CLEARING) {
            left -= clearPage(keys);
        }
        return left;
    }

    /** Whether there is no slice, or no more of it. */
    boolean isClear() {
        return pass == Pass.CLEAR;
    }

    private int clearPage(KeyTable keys) {
        if (nextPage == ends.length) {
            startPass(Pass.CLEAR);
            if (rows.length > ROWS_KEPT_MAX) {
                rows = NONE;
            }
            return 0;
        }
        int page = nextPage++;
        int[] ofPage = ends[page];
        if (ofPage == NONE) {
            return 1;
        }
        for (int id = 0; id < KeyTable.PAGE_IDS; id++) {
            int end = ofPage[(id << sideBits) + sides - 1];
            counts[id] = end - sum;
            sum = end;
        }
        keys.releaseAll(page, counts);
        Arrays.fill(ofPage, 0);
        if (spareCount == spares.length) {
            spares = Arrays.copyOf(spares, spareCount * 2);
        }
        spares[spareCount++] = ofPage;
        ends[page] = NONE;
        return KeyTable.PAGE_IDS;
    }

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        footprint.references(ends);
        for (int[] page : ends) {
            footprint.ints(page);
        }
        footprint.references(spares);
        footprint.intPages(spareCount, 1 << pageShift);
        footprint.ints(counts);
        footprint.ints(rows);
        sort.weigh(footprint);
    }
}
