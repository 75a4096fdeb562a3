package dev.millrace.engine.join;

import dev.millrace.api.window.AssignedWindows;
import dev.millrace.api.window.Window;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.ChangedRows;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.IntQueue;
import dev.millrace.engine.state.KeyTable;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import dev.millrace.engine.state.TimerWheel;
import dev.millrace.engine.time.Judge;
import dev.millrace.engine.window.AssignedRows;
import dev.millrace.engine.window.KeyWindows;
import dev.millrace.engine.window.Standing;
import java.time.Instant;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Windows that merge, sessions above all: each key has its own, and all sides share them.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>A key has a list of windows, usually one, and a window a chain of rows for each side, newest first. Windows that merge
 * link their chains, the later window's in front, so that a chain is turned around and sorted only when its window closes,
 * and sorted only if rows came out of order. A {@link TimerWheel} has one entry for each key; a window that has grown since
 * is found so when the entry is due, and filed again then.
 *
 * <p>A record is late if its own window, before any merge, has closed, unless it overlaps a window of its key that is
 * still there, if only since a row before it in its batch: then it belongs to that.
 */
final class SessionJoinWindowing implements JoinWindowing {

    /** Windows and rows that are looked at in one step. */
    private static final int LOOKS_MAX = 8_192;

    private static final int NONE = -1;

    /** List at a capture. */
    private static final String WINDOWS = "windows";

    private final AssignedRows assigned;
    private final GroupResults results;
    private final KeyTable keys;
    private final int sides;
    private final RowPages pages = new RowPages(false);
    private final LooseRows rows = new LooseRows(pages);
    private final KeyWindows windows = new KeyWindows();
    private final TimerWheel timers = new TimerWheel();
    private final ChainWriter chains = new ChainWriter(pages);

    /** By window; told before a window opens, gets rows or another order of them, or closes. */
    private final ChangedRows changed = new ChangedRows();

    /** Ids some of whose windows may be due. */
    private final IntQueue dueIds = new IntQueue();

    /** By window and side: the newest row, and the oldest. */
    private int[] newest = new int[0];

    private int[] oldest = new int[0];

    private long watermark = Long.MIN_VALUE;
    private boolean isAnyClosed;

    /** The window whose group was given, or -1. */
    private int given = NONE;

    /** Rows of the batch at hand that are in their window. */
    private int absorbed;

    private long passed;

    SessionJoinWindowing(
            AssignedWindows<Object> spec, int sides, KeyTable keys, GroupResults results, int batchCapacity) {
        assigned = new AssignedRows(spec, batchCapacity);
        this.results = results;
        this.keys = keys;
        this.sides = sides;
    }

    @Override
    public Standing standing(Batch batch, int row, int id, long judge) throws RecordFailure {
        assigned.assign(batch, row);
        int own = assigned.from(row);
        boolean joins = windows.findOverlapping(id, assigned.start(own), assigned.end(own)) >= 0;
        return joins || assigned.end(own) > judge ? Standing.OPEN : Standing.UNDECIDED;
    }

    @Override
    public Window lastWindow(Batch batch, int row) throws RecordFailure {
        assigned.assign(batch, row);
        int own = assigned.from(row);
        return new Window(Instant.ofEpochMilli(assigned.start(own)), Instant.ofEpochMilli(assigned.end(own)));
    }

    @Override
    public int absorb(Batch batch, int[] ids, Judge judge, BitSet undecided) throws RecordFailure {
        absorbed = 0;
        assigned.assignAll(batch);
        for (; absorbed < batch.size; absorbed++) {
            int id = ids[absorbed];
            long start = assigned.start(absorbed);
            long end = assigned.end(absorbed);
            if (undecided.get(absorbed) && windows.findOverlapping(id, start, end) < 0) {
                continue;
            }
            undecided.clear(absorbed);
            push(batch, absorbed, windowOf(id, start, end));
        }
        return 0;
    }

    private void push(Batch batch, int at, int window) {
        int chain = window * sides + batch.side;
        int row = rows.push(batch, at, newest[chain]);
        if (newest[chain] == RowPages.NONE) {
            oldest[chain] = row;
        }
        newest[chain] = row;
    }

    private int windowOf(int id, long start, long end) {
        int window = windows.findOverlapping(id, start, end);
        if (window < 0) {
            return open(id, start, end);
        }
        changed.add(window);
        if (start < windows.start(window) || end > windows.end(window)) {
            windows.extend(window, start, end);
            for (int other = windows.findOtherOverlapping(id, window); other >= 0; ) {
                merge(id, window, other);
                other = windows.findOtherOverlapping(id, window);
            }
        }
        return window;
    }

    private int open(int id, long start, long end) {
        changed.add(windows.nextToAdd());
        int window = windows.add(id, start, end, 0);
        keys.retain(id);
        int to = (window + 1) * sides;
        if (to > newest.length) {
            int before = newest.length;
            newest = Arrays.copyOf(newest, Math.max(to, before * 2));
            oldest = Arrays.copyOf(oldest, newest.length);
            Arrays.fill(newest, before, newest.length, RowPages.NONE);
        }
        if (!timers.isFiled(id) || timers.deadline(id) > end) {
            timers.file(id, end);
        }
        return window;
    }

    private void merge(int id, int into, int from) {
        changed.add(from);
        boolean isLater = windows.start(from) > windows.start(into);
        for (int side = 0; side < sides; side++) {
            int at = into * sides + side;
            int other = from * sides + side;
            if (newest[other] != RowPages.NONE) {
                link(isLater ? other : at, isLater ? at : other, at);
            }
            newest[other] = RowPages.NONE;
        }
        windows.extend(into, windows.start(from), windows.end(from));
        windows.remove(id, from);
        keys.release(id);
    }

    /** Makes one chain of two, the one with later rows in front; one of them may be empty. */
    private void link(int later, int earlier, int into) {
        int front = newest[later];
        int back = newest[earlier];
        int end = back == RowPages.NONE ? oldest[later] : oldest[earlier];
        if (front != RowPages.NONE && back != RowPages.NONE) {
            pages.setNext(oldest[later], back);
        }
        newest[into] = front == RowPages.NONE ? back : front;
        oldest[into] = end;
    }

    @Override
    public int absorbedOfFailed() {
        return absorbed;
    }

    @Override
    public int outsideOfFailed() {
        return 0;
    }

    @Override
    public void capture(StateWriter out) {
        out.rows(WINDOWS);
        changed.capture(out, 0, windows.windowEnd(), this::write);
    }

    private void write(int window, StateWriter out) {
        if (windows.isOpen(window)) {
            out.entry(keys, windows.id(window));
            out.writeLong(windows.start(window));
            out.writeLong(windows.end(window));
            for (int side = 0; side < sides; side++) {
                chains.writeFromOldest(side, newest[window * sides + side], out);
            }
        }
    }

    @Override
    public void restore(StateReader in) {
        CapturedRow row = new CapturedRow();
        while (in.next(WINDOWS)) {
            int window = open(in.id(keys), in.readLong(), in.readLong());
            while (in.hasMore()) {
                push(row.next(in).batch, 0, window);
            }
        }
    }

    @Override
    public void show(RowsByKey shown) {
        for (int id = 0; id < keys.idEnd(); id++) {
            for (int window = windows.first(id); window >= 0; window = windows.next(window)) {
                for (int side = 0; side < sides; side++) {
                    shown.addChain(id, side, pages, pages.inOrder(newest[window * sides + side]));
                }
            }
        }
    }

    @Override
    public void advance(long newWatermark) {
        watermark = Math.max(watermark, newWatermark);
        timers.advance(watermark, dueIds::add);
    }

    @Override
    public Search next(KeyGroup group) {
        int looksLeft = LOOKS_MAX;
        if (given != NONE) {
            looksLeft -= close(given);
            given = NONE;
        }
        while (!dueIds.isEmpty()) {
            int id = dueIds.first();
            int window = firstDue(id);
            if (window == NONE) {
                dueIds.removeFirst();
                refile(id);
            } else if (isWanted(window)) {
                gather(window, group);
                given = window;
                return Search.FOUND;
            } else {
                looksLeft -= close(window);
            }
            if (--looksLeft <= 0) {
                return Search.PAUSED;
            }
        }
        if (isAnyClosed) {
            isAnyClosed = false;
            keys.onWindowClosed();
        }
        return Search.DONE;
    }

    /** The window of an id that closes first, if it has closed. */
    private int firstDue(int id) {
        int first = NONE;
        for (int window = windows.first(id); window >= 0; window = windows.next(window)) {
            boolean isDue = windows.end(window) <= watermark;
            first = isDue && (first == NONE || windows.end(window) < windows.end(first)) ? window : first;
        }
        return first;
    }

    private boolean isWanted(int window) {
        long present = 0;
        for (int side = 0; side < sides; side++) {
            present |= newest[window * sides + side] == RowPages.NONE ? 0 : 1L << side;
        }
        return GroupResults.wants(results.needed(), present);
    }

    private void gather(int window, KeyGroup group) {
        changed.add(window);
        group.open(windows.id(window), windows.start(window), windows.end(window));
        for (int side = 0; side < sides; side++) {
            int at = window * sides + side;
            if (newest[at] != RowPages.NONE) {
                newest[at] = pages.inOrder(newest[at]);
                group.sides[side].gather(newest[at], windows.end(window));
            }
        }
    }

    /** Lets go of a window and its rows, and returns how many they were. */
    private int close(int window) {
        changed.add(window);
        int freed = 0;
        for (int side = 0; side < sides; side++) {
            int at = window * sides + side;
            freed += rows.free(newest[at]);
            newest[at] = RowPages.NONE;
        }
        passed += freed;
        int id = windows.id(window);
        windows.remove(id, window);
        keys.release(id);
        isAnyClosed = true;
        return freed;
    }

    private void refile(int id) {
        long next = Long.MAX_VALUE;
        for (int window = windows.first(id); window >= 0; window = windows.next(window)) {
            next = Math.min(next, windows.end(window));
        }
        if (windows.first(id) >= 0) {
            timers.file(id, next);
        }
    }

    @Override
    public long takePassed() {
        long rowsPassed = passed;
        passed = 0;
        return rowsPassed;
    }

    @Override
    public boolean isEmpty() {
        return windows.size() == 0;
    }

    @Override
    public long held() {
        return rows.size();
    }

    @Override
    public RowPages pages() {
        return pages;
    }

    @Override
    public void weigh(Footprint footprint) {
        pages.weigh(footprint);
        rows.weigh(footprint);
        windows.weigh(footprint);
        timers.weigh(footprint);
        changed.weigh(footprint);
        dueIds.weigh(footprint);
        footprint.ints(newest);
        footprint.ints(oldest);
    }
}
