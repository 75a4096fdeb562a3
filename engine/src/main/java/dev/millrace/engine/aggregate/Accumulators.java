package dev.millrace.engine.aggregate;

import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * All accumulators of one operator, in pages of longs, and their objects beside. An accumulator is a slot; who it belongs
 * to, a key in a slice or a session, is the business of the windows. Owned by one thread.
 *
 * <pre>
 * slot -> page | place            cells of a slot:   records | (revision | reported) | user's cells ...
 * </pre>
 *
 * <p>Slots are taken one by one, or in whole pages, where a slot follows from an id by arithmetic. The collector never
 * looks into the cells.
 */
public final class Accumulators {

    /** Slots come in pages of this many. */
    public static final int PAGE_SLOTS = 1 << 7;

    /** Shift from a slot to its page. */
    public static final int PAGE_SHIFT = 7;

    /** Mask from a slot to its place in the page. */
    public static final int PAGE_MASK = PAGE_SLOTS - 1;

    /**
     * A slot that belongs to nobody: rows that must not count go there, so that loops need no branch for them. What they
     * leave is wiped by {@link #wipeTrash}.
     */
    public static final int TRASH = 0;

    /** Another one that belongs to nobody: for who needs a slot for the moment. Clear it before use. */
    public static final int SCRATCH = 1;

    /** Emptied pages kept for reuse; more than that are left to the collector. */
    private static final int SPARE_PAGES_MAX = 1 << 12;

    /** If nobody has a slot and more than so many can be taken, their pages are released. */
    private static final int FREE_SLOTS_KEPT = PAGE_SLOTS;

    private static final long[] NO_PAGE = new long[0];

    private final AggregatePlan plan;
    private final int stride;
    private final long[] emptyPage;

    private long[][] pages = new long[16][];
    private @Nullable Object[][] objects = new @Nullable Object[16][];
    private int pageEnd;

    /** Pages that have objects. */
    private int objectPages;

    /** Numbers of pages that are not in use. */
    private int[] freePages = new int[16];

    private int freePageCount;

    private long[][] spares = new long[16][];
    private int spareCount;

    /** By page: slots taken one by one, or -1 for a page that was taken whole. */
    private int[] takenOfPage = new int[16];

    /** Slots that can be taken one by one. */
    private int[] freeSlots = new int[16];

    private int freeSlotCount;
    private int takenSlots;

    /** Makes room for nothing yet but trash. */
    public Accumulators(AggregatePlan plan) {
        this.plan = plan;
        long[] empty = plan.emptyCells();
        stride = empty.length;
        emptyPage = new long[PAGE_SLOTS * stride];
        for (int at = 0; at < emptyPage.length; at += stride) {
            System.arraycopy(empty, 0, emptyPage, at, stride);
        }
        int trashPage = takePage();
        assert trashPage == TRASH >> PAGE_SHIFT : trashPage;
        wipeTrash();
    }

    /** Empties the trash. */
    public void wipeTrash() {
        clear(TRASH);
        // A slot that is not empty is not seen as new by the loops that count.
        pages[0][0] = 1;
    }

    /**
     * Takes a page of empty slots.
     *
     * @return its number; its first slot is {@code number << PAGE_SHIFT}
     */
    public int takePage() {
        int page = freePageCount > 0 ? freePages[--freePageCount] : pageEnd++;
        if (page >= pages.length) {
            pages = Arrays.copyOf(pages, page * 2);
            objects = Arrays.copyOf(objects, page * 2);
            takenOfPage = Arrays.copyOf(takenOfPage, page * 2);
        }
        pages[page] = spareCount > 0 ? spares[--spareCount] : emptyPage.clone();
        takenOfPage[page] = -1;
        return page;
    }

    /** Gives a page back, whatever its slots hold. */
    public void releasePage(int page) {
        if (spareCount < SPARE_PAGES_MAX) {
            long[] cells = pages[page];
            System.arraycopy(emptyPage, 0, cells, 0, cells.length);
            if (spareCount == spares.length) {
                spares = Arrays.copyOf(spares, spareCount * 2);
            }
            spares[spareCount++] = cells;
        }
        pages[page] = NO_PAGE;
        objectPages -= objects[page] == null ? 0 : 1;
        objects[page] = null;
        if (freePageCount == freePages.length) {
            freePages = Arrays.copyOf(freePages, freePageCount * 2);
        }
        freePages[freePageCount++] = page;
    }

    /** Takes one empty slot. */
    public int takeSlot() {
        if (freeSlotCount == 0) {
            addSlots();
        }
        int slot = freeSlots[--freeSlotCount];
        takenOfPage[slot >> PAGE_SHIFT]++;
        takenSlots++;
        return slot;
    }

    private void addSlots() {
        int page = takePage();
        takenOfPage[page] = 0;
        if (freeSlots.length < freeSlotCount + PAGE_SLOTS) {
            freeSlots = Arrays.copyOf(freeSlots, Math.max(freeSlotCount + PAGE_SLOTS, freeSlots.length * 2));
        }
        // Backwards, so that slots are taken in order.
        for (int place = PAGE_SLOTS - 1; place >= 0; place--) {
            freeSlots[freeSlotCount++] = page << PAGE_SHIFT | place;
        }
    }

    /** Gives one slot back, whatever it holds. */
    public void releaseSlot(int slot) {
        clear(slot);
        takenOfPage[slot >> PAGE_SHIFT]--;
        if (freeSlotCount == freeSlots.length) {
            freeSlots = Arrays.copyOf(freeSlots, freeSlotCount * 2);
        }
        freeSlots[freeSlotCount++] = slot;
        if (--takenSlots == 0 && freeSlotCount > FREE_SLOTS_KEPT) {
            releaseFreeSlots();
        }
    }

    /** Nobody has a single slot any more: then their pages go, too. */
    private void releaseFreeSlots() {
        for (int page = 0; page < pageEnd; page++) {
            if (takenOfPage[page] == 0 && pages[page] != NO_PAGE) {
                takenOfPage[page] = -1;
                releasePage(page);
            }
        }
        freeSlotCount = 0;
    }

    /** Makes a slot as it was when it was taken. */
    public void clear(int slot) {
        System.arraycopy(emptyPage, 0, page(slot), offset(slot), stride);
        clearObjects(slot);
    }

    /** Makes a slot of a page that is about to be released count for nothing; cheaper than {@link #clear}. */
    public void forget(int slot) {
        long[] cells = page(slot);
        int at = offset(slot);
        cells[at] = 0;
        if (plan.isTracked()) {
            cells[at + AggregatePlan.REVISION] = 0;
        }
    }

    /** Empties what the user's aggregate sees of a slot; how often it has been reported stays. */
    public void clearValues(int slot) {
        long[] cells = page(slot);
        int at = offset(slot);
        cells[at] = 0;
        int from = plan.firstUserCell();
        System.arraycopy(emptyPage, from, cells, at + from, stride - from);
        clearObjects(slot);
    }

    private void clearObjects(int slot) {
        @Nullable Object @Nullable [] ofPage = objects[slot >> PAGE_SHIFT];
        if (ofPage != null) {
            int at = (slot & PAGE_MASK) * plan.objectCount();
            Arrays.fill(ofPage, at, at + plan.objectCount(), null);
        }
    }

    /**
     * Moves everything out of a slot of a page that is about to be released to an empty one; the first one then counts for
     * nothing, as after {@link #forget}.
     */
    public void moveOut(int from, int to) {
        System.arraycopy(page(from), offset(from), page(to), offset(to), stride);
        for (int part = 0; part < plan.objectCount(); part++) {
            setObject(to, part, object(from, part));
        }
        clearObjects(from);
        forget(from);
    }

    /** Cells by page, for loops over many slots. */
    public long[][] pages() {
        return pages;
    }

    /** The page with a slot's cells. */
    public long[] page(int slot) {
        return pages[slot >> PAGE_SHIFT];
    }

    /** Index of a slot's first cell in its page. */
    public int offset(int slot) {
        return (slot & PAGE_MASK) * stride;
    }

    /** Number of records in a slot. */
    public long records(int slot) {
        return page(slot)[offset(slot)];
    }

    /** Whether a slot is in use: it has records, or has had some and reported them. */
    public boolean isUsed(int slot) {
        long[] cells = page(slot);
        int at = offset(slot);
        return cells[at] != 0 || plan.isTracked() && cells[at + AggregatePlan.REVISION] != 0;
    }

    /** How many results of a slot were given. Only where the plan tracks that. */
    public long revision(int slot) {
        return page(slot)[offset(slot) + AggregatePlan.REVISION];
    }

    /** Records in a slot when its last result was given. Only where the plan tracks that. */
    public long reported(int slot) {
        return page(slot)[offset(slot) + AggregatePlan.REPORTED];
    }

    /** Notes that a result was given over all records of a slot. Only where the plan tracks that. */
    public void onReported(int slot) {
        long[] cells = page(slot);
        int at = offset(slot);
        cells[at + AggregatePlan.REVISION]++;
        cells[at + AggregatePlan.REPORTED] = cells[at];
    }

    /** After a merge: what was reported of either was reported of both. Only where the plan tracks that. */
    public void mergeReported(int into, int from) {
        long[] cells = page(into);
        int at = offset(into);
        cells[at + AggregatePlan.REVISION] = Math.max(revision(into), revision(from));
        cells[at + AggregatePlan.REPORTED] += reported(from);
    }

    @Nullable
    Object object(int slot, int part) {
        @Nullable Object @Nullable [] ofPage = objects[slot >> PAGE_SHIFT];
        return ofPage == null ? null : ofPage[(slot & PAGE_MASK) * plan.objectCount() + part];
    }

    void setObject(int slot, int part, @Nullable Object accumulator) {
        int page = slot >> PAGE_SHIFT;
        @Nullable Object @Nullable [] ofPage = objects[page];
        if (ofPage == null) {
            if (accumulator == null) {
                return;
            }
            ofPage = new @Nullable Object[PAGE_SLOTS * plan.objectCount()];
            objects[page] = ofPage;
            objectPages++;
        }
        ofPage[(slot & PAGE_MASK) * plan.objectCount() + part] = accumulator;
    }

    /** Writes what a slot holds as fields of an entry. */
    public void write(int slot, StateWriter out) {
        plan.format().write(this, slot, out);
    }

    /** Reads what an empty slot shall hold. */
    public void read(StateReader in, int slot) {
        plan.format().read(in, this, slot);
    }

    /** Bytes of the pages in which a slot is taken; objects that user code made are not counted. */
    public long bytes() {
        long inUse = 0;
        for (int page = 0; page < pageEnd; page++) {
            inUse += pages[page] != NO_PAGE && takenOfPage[page] != 0 ? 1 : 0;
        }
        return inUse * emptyPage.length * Long.BYTES;
    }

    /** Tells what it keeps in memory. */
    public void weigh(Footprint footprint) {
        footprint.longPages(1L + pageEnd - freePageCount + spareCount, emptyPage.length);
        footprint.references(pages);
        footprint.references(objects);
        footprint.references(spares);
        footprint.ints(freePages);
        footprint.ints(takenOfPage);
        footprint.ints(freeSlots);
        int places = PAGE_SLOTS * plan.objectCount();
        footprint.referencePages(objectPages, places);
        footprint.objects((long) objectPages * places, place -> objectAt(place, places));
    }

    /** One of the objects of pages that have some; those without are passed over. */
    private @Nullable Object objectAt(long place, int placesOfPage) {
        int page = (int) (place / placesOfPage);
        @Nullable Object[] ofPage = objects[page];
        while (ofPage == null) {
            page = page + 1 == pageEnd ? 0 : page + 1;
            ofPage = objects[page];
        }
        return ofPage[(int) (place % placesOfPage)];
    }
}
