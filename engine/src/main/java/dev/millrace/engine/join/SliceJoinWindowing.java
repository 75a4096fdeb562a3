package dev.millrace.engine.join;

import dev.millrace.api.window.AlignedWindows;
import dev.millrace.api.window.Window;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.time.Judge;
import dev.millrace.engine.window.Standing;
import java.time.Instant;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Aligned windows: a window is a run of slices.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>A row is put at the end of the {@link RowSlice} of its time, and that is all it costs, however many windows overlap. When the
 * watermark passes an edge, the slice that ends there is sealed: it is brought in order ({@link SliceOrder}), and what each id has
 * there joins its queue ({@link RowQueues}). If a window ends at the edge, what lies before its start leaves the queues, and what is left
 * of an id is a group. One pass over the ids does all three, some ids at a time. A slice goes back whole when no window needs
 * it any more. Where a slice is a window the queues are left out.
 *
 * <p>A record can be late for some of its windows and in time for others. It keeps in mind the end of the last window that
 * had closed for it when it was read, so that it is in exactly those that were open then, however rows are batched. If its
 * slice is sealed by then it joins the queue of its id, which is sorted at the next edge.
 */
final class SliceJoinWindowing implements JoinWindowing {

    /** Ids and rows that are looked at in one step. */
    private static final int LOOKS_MAX = 8_192;

    /** Lists at a capture. */
    private static final String TIME = "time";

    private static final String QUEUED = "queued";
    private static final String OPEN = "open";

    private final AlignedWindows windows;
    private final GroupResults results;
    private final KeyTable keys;
    private final int sides;
    private final RowPages pages;
    private final RowSlices slices;
    private final RowQueues queues;
    private final SliceOrder order;
    private final ChainWriter chains;

    private long watermark = Long.MIN_VALUE;

    /** Rows of the batch at hand that have been dealt with, and those of them that lie in no window. */
    private int absorbed;

    private int outside;

    /** The last edge that was visited. */
    private long edge = Long.MIN_VALUE;

    /** At that edge: the id at which to go on, or -1 if it is done. */
    private int nextId = -1;

    /** Whether the group of that id was given, and it is still to be left. */
    private boolean isGroupOut;

    /** The slice that ends at that edge; null if there is none. */
    private @Nullable RowSlice sealing;

    /** Start of the window that ends at that edge. */
    private long windowStart = AlignedWindows.NO_WINDOW;

    /** Start of the first window that ends at that edge or later; what lies before it is of no use any more. */
    private long neededFrom;

    /** End of the last window that needs a slice that has been sealed. */
    private long queuedUntil = Long.MIN_VALUE;

    /** Whether it is all of the window, so that nothing waits in queues, nor will. */
    private boolean isWhole;

    /** Of the pages of ids of a slice that is a window, the one that is looked at next. */
    private int foundPage;

    /** Of the page before that the ids of which something comes, and those whose groups have not been given. */
    private final int[] found = new int[KeyTable.PAGE_IDS];

    private int foundCount;
    private int foundNext;

    private int looksLeft;

    SliceJoinWindowing(AlignedWindows windows, int sides, KeyTable keys, GroupResults results) {
        this.windows = windows;
        this.results = results;
        this.keys = keys;
        this.sides = sides;
        pages = new RowPages(true);
        order = new SliceOrder(pages, sides);
        slices = new RowSlices(windows, pages, order);
        queues = new RowQueues(pages, sides);
        chains = new ChainWriter(pages);
    }

    @Override
    public Standing standing(Batch batch, int row, int id, long judge) {
        long lastEnd = windows.lastEnd(batch.timestamps[row]);
        if (lastEnd == AlignedWindows.NO_WINDOW) {
            return Standing.OUTSIDE;
        }
        return lastEnd <= judge ? Standing.CLOSED : Standing.OPEN;
    }

    @Override
    public Window lastWindow(Batch batch, int row) {
        long end = windows.lastEnd(batch.timestamps[row]);
        return new Window(Instant.ofEpochMilli(windows.windowStart(end)), Instant.ofEpochMilli(end));
    }

    @Override
    public int absorb(Batch batch, int[] ids, Judge judge, BitSet undecided) throws RecordFailure {
        absorbed = 0;
        outside = 0;
        try {
            RowSlice slice = slices.findOrAdd(batch.timestamps[0], watermark);
            boolean isOne = !judge.mayBeBehind() && slice.contains(judge.least()) && slice.contains(judge.greatest());
            if (isOne && !slice.isOutside) {
                slice.add(batch, ids, batch.side, keys);
            } else {
                absorbEach(batch, ids, judge, slice);
            }
        } catch (Throwable thrown) {
            // Windows may be a user's.
            throw new RecordFailure(batch.origins[absorbed], thrown);
        }
        return outside;
    }

    private void absorbEach(Batch batch, int[] ids, Judge judge, RowSlice first) {
        boolean isAnyBehind = judge.mayBeBehind();
        RowSlice slice = first;
        RowSlice before = first;
        for (; absorbed < batch.size; absorbed++) {
            long timestamp = batch.timestamps[absorbed];
            if (!slice.contains(timestamp)) {
                // Around an edge rows go to and fro between two slices.
                RowSlice next = before.contains(timestamp) ? before : slices.findOrAdd(timestamp, watermark);
                before = slice;
                slice = next;
            }
            if (slice.isOutside) {
                outside++;
                continue;
            }
            long closedEnd = isAnyBehind && timestamp < judge.of(absorbed)
                    ? lastClosedEnd(timestamp, judge.of(absorbed))
                    : RowPages.NEVER;
            add(batch, absorbed, ids[absorbed], slice, closedEnd);
        }
    }

    /** End of the last window that contains a time and has closed by a watermark; {@link RowPages#NEVER} if none has. */
    private long lastClosedEnd(long timestamp, long closedBy) {
        long end = windows.sliceStart(closedBy);
        while (end > timestamp) {
            long start = windows.windowStart(end);
            if (start != AlignedWindows.NO_WINDOW && start <= timestamp) {
                return end;
            }
            end = windows.sliceStart(end - 1);
        }
        return RowPages.NEVER;
    }

    private void add(Batch batch, int row, int id, RowSlice slice, long closedEnd) {
        if (slice.isSealed) {
            long lastEnd = windows.lastEnd(batch.timestamps[row]);
            if (queues.size() == 0) {
                // Edges were not visited while there was nothing to give.
                edge = Math.max(edge, windows.sliceStart(watermark));
            }
            queuedUntil = Math.max(queuedUntil, lastEnd);
            int added = slice.append(batch, row);
            if (queues.addLate(id, batch.side, added)) {
                keys.retain(id);
            }
        } else {
            slice.add(batch, row, id, batch.side, keys);
        }
        if (closedEnd != RowPages.NEVER) {
            pages.setClosedEnd(slice.lastRow(), closedEnd);
        }
    }

    @Override
    public int absorbedOfFailed() {
        return absorbed;
    }

    @Override
    public int outsideOfFailed() {
        return outside;
    }

    @Override
    public void capture(StateWriter out) {
        out.list(TIME);
        out.entryForAll();
        out.writeLong(watermark);
        out.rows(QUEUED);
        queues.capture(keys, chains, out);
        slices.capture(OPEN, keys, chains, out);
    }

    @Override
    public void restore(StateReader in) {
        while (in.next(TIME)) {
            watermark = Math.max(watermark, in.readLong());
        }
        restore(QUEUED, in);
        restore(OPEN, in);
    }

    /** What slice a row is in, and whether that is sealed, follows from time. */
    private void restore(String list, StateReader in) {
        CapturedRow row = new CapturedRow();
        while (in.next(list)) {
            // There are rows, so nothing is known of how many keys there will be.
            int id = keys.idOf(in.key(), in.keyObject());
            while (in.hasMore()) {
                Batch batch = row.next(in).batch;
                add(batch, 0, id, slices.findOrAdd(batch.timestamps[0], watermark), row.closedEnd);
            }
        }
    }

    @Override
    public void show(RowsByKey shown) {
        for (int id = 0; id < keys.idEnd(); id++) {
            for (int side = 0; side < sides; side++) {
                shown.addChain(id, side, pages, queues.first(id, side));
            }
        }
        slices.open().forEach(slice -> show(slice, shown));
    }

    private void show(RowSlice slice, RowsByKey shown) {
        // Not that of the work on an edge, which lets go of ids in the end.
        SliceOrder shownOrder = new SliceOrder(pages, sides);
        shownOrder.begin(slice);
        shownOrder.sort(slice, Integer.MAX_VALUE);
        for (int id = 0; id < keys.idEnd(); id++) {
            for (int side = 0; shownOrder.present(id) != 0 && side < sides; side++) {
                int from = side == 0 ? shownOrder.start(id) : shownOrder.end(id, side - 1);
                int to = shownOrder.end(id, side);
                int[] rows = shownOrder.inOrder(slice, from, to);
                for (int index = from; index < to; index++) {
                    shown.addRow(id, side, pages, rows[index]);
                }
            }
        }
    }

    @Override
    public void advance(long newWatermark) {
        watermark = Math.max(watermark, newWatermark);
    }

    @Override
    public Search next(KeyGroup group) throws RecordFailure {
        if (isGroupOut) {
            isGroupOut = false;
            leaveId();
        }
        looksLeft = LOOKS_MAX;
        try {
            while (nextId >= 0 || visitNextEdge()) {
                Search search = atEdge(group);
                if (search != Search.DONE) {
                    return search;
                }
                leaveEdge();
            }
            return Search.DONE;
        } catch (Throwable thrown) {
            // Windows may be a user's.
            throw new RecordFailure(RecordFailure.NO_ORIGIN, thrown);
        }
    }

    /** Goes to the next edge at or before the watermark; false if there is none. */
    private boolean visitNextEdge() {
        RowSlice open = slices.firstOpen();
        long next = open == null ? Long.MAX_VALUE : open.end;
        boolean isAny = open != null;
        if (queues.size() > 0 && edge < Long.MAX_VALUE) {
            next = Math.min(next, windows.sliceEnd(edge));
            isAny = true;
        }
        if (!isAny || next > watermark) {
            return false;
        }
        edge = next;
        nextId = 0;
        foundPage = 0;
        windowStart = windows.windowStart(edge);
        sealing = null;
        if (open != null && open.end == edge) {
            sealing = open;
            order.begin(open);
            queuedUntil = Math.max(queuedUntil, windows.lastEnd(open.start));
        }
        isWhole = sealing != null && isLastEdge() && queues.size() == 0;
        neededFrom = windowStart;
        for (long end = edge; neededFrom == AlignedWindows.NO_WINDOW && end < queuedUntil; ) {
            end = windows.sliceEnd(end);
            neededFrom = windows.windowStart(end);
        }
        return true;
    }

    /** Whether no window that is still to close needs what is here. */
    private boolean isLastEdge() {
        return edge >= queuedUntil;
    }

    private Search atEdge(KeyGroup group) {
        RowSlice slice = sealing;
        if (slice != null) {
            looksLeft = order.sort(slice, looksLeft);
            if (!order.isSorted()) {
                return Search.PAUSED;
            }
            if (isWhole) {
                return findWhole(slice, group);
            }
        }
        int pageEnd = Math.max(slice == null ? 0 : order.pageEnd(), queues.pageEnd());
        int idEnd = Math.min(pageEnd << KeyTable.PAGE_SHIFT, keys.idEnd());
        while (nextId < idEnd) {
            if (looksLeft <= 0) {
                return Search.PAUSED;
            }
            looksLeft--;
            int page = nextId >> KeyTable.PAGE_SHIFT;
            if (!queues.hasPage(page) && (slice == null || !order.hasPage(page))) {
                nextId = (page + 1) << KeyTable.PAGE_SHIFT;
                continue;
            }
            if (visit(slice, nextId, group)) {
                isGroupOut = true;
                return Search.FOUND;
            }
            leaveId();
        }
        return leaveSlice();
    }

    private Search leaveSlice() {
        looksLeft--;
        if (sealing != null) {
            looksLeft = order.clear(keys, looksLeft);
        }
        return order.isClear() ? Search.DONE : Search.PAUSED;
    }

    /** Looks for a group in a slice that is a window. */
    private Search findWhole(RowSlice slice, KeyGroup group) {
        boolean isWindow = windowStart != AlignedWindows.NO_WINDOW;
        while (foundNext == foundCount) {
            if (!isWindow || foundPage == order.pageEnd()) {
                return leaveSlice();
            }
            if (looksLeft <= 0) {
                return Search.PAUSED;
            }
            looksLeft -= order.hasPage(foundPage) ? KeyTable.PAGE_IDS : 1;
            foundCount = order.find(foundPage++, results.needed(), found);
            foundNext = 0;
        }
        gatherWhole(slice, found[foundNext++], group);
        return Search.FOUND;
    }

    /** Seals, evicts and looks for a group; true if there is one. */
    private boolean visit(@Nullable RowSlice slice, int id, KeyGroup group) {
        long present = slice == null ? 0 : order.present(id);
        if (queues.isEmpty(id)) {
            if (slice == null || present == 0) {
                return false;
            }
            if (isLastEdge()) {
                boolean isWanted =
                        windowStart != AlignedWindows.NO_WINDOW && GroupResults.wants(results.needed(), present);
                if (isWanted) {
                    gatherWhole(slice, id, group);
                }
                return isWanted;
            }
        } else {
            queues.sort(id);
            if (queues.evictBefore(id, neededFrom)) {
                keys.release(id);
            }
        }
        if (slice != null && present != 0) {
            seal(slice, id);
        }
        return windowStart != AlignedWindows.NO_WINDOW && gatherQueue(id, group);
    }

    /** Makes a group of rows that nobody needs after it; a window that had closed for one of them ends before this one. */
    private void gatherWhole(RowSlice slice, int id, KeyGroup group) {
        group.open(id, windowStart, edge);
        int from = order.start(id);
        for (int side = 0; side < sides; side++) {
            int to = order.end(id, side);
            group.sides[side].take(order.inOrder(slice, from, to), from, to);
            looksLeft -= to - from;
            from = to;
        }
    }

    /** Moves the rows of an id from a slice into its queue. */
    private void seal(RowSlice slice, int id) {
        int from = order.start(id);
        for (int side = 0; side < sides; side++) {
            int to = order.end(id, side);
            if (from < to) {
                int[] rows = order.inOrder(slice, from, to);
                pages.chain(rows, from, to);
                if (queues.add(id, side, rows[from], rows[to - 1])) {
                    keys.retain(id);
                }
            }
            from = to;
        }
    }

    private boolean gatherQueue(int id, KeyGroup group) {
        long present = 0;
        for (int side = 0; side < sides; side++) {
            present |= queues.first(id, side) == RowPages.NONE ? 0 : 1L << side;
        }
        if (!GroupResults.wants(results.needed(), present)) {
            return false;
        }
        group.open(id, windowStart, edge);
        for (int side = 0; side < sides; side++) {
            looksLeft -= group.sides[side].gather(queues.first(id, side), edge);
        }
        return true;
    }

    private void leaveId() {
        if (isLastEdge() && !queues.isEmpty(nextId)) {
            queues.clear(nextId);
            keys.release(nextId);
        }
        nextId++;
    }

    private void leaveEdge() {
        nextId = -1;
        if (sealing != null) {
            slices.seal(sealing);
            sealing = null;
        }
        // Nothing is evicted at an edge at which no window is known to be needed.
        slices.closeBefore(isLastEdge() ? edge : neededFrom);
        keys.onWindowClosed();
    }

    @Override
    public long takePassed() {
        return slices.takeClosedRows();
    }

    @Override
    public boolean isEmpty() {
        return slices.firstOpen() == null && queues.size() == 0;
    }

    @Override
    public long held() {
        return slices.rows();
    }

    @Override
    public RowPages pages() {
        return pages;
    }

    @Override
    public void weigh(Footprint footprint) {
        pages.weigh(footprint);
        slices.weigh(footprint);
        queues.weigh(footprint);
        order.weigh(footprint);
    }
}
