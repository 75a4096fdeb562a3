package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Count, sum, average, least and greatest price of each auction in tumbling windows, for bids that may be out of order.
 * Frozen.
 *
 * <p>One open-addressing table for each open window, key and cells side by side so that a bid touches one place in
 * memory; tables are reused. A bid is late, and left out, if its window ends at or before the watermark.
 */
final class HandTumbling extends BidLoop {

    private final long sizeMillis;
    private final long boundMillis;
    private final WindowOutput output;

    /** In order of time. */
    private final List<Table> open = new ArrayList<>();

    private final List<Table> free = new ArrayList<>();

    /** The table of the last bid; the next one usually has the same. */
    private Table current = new Table();

    private long maxSeen = Long.MIN_VALUE;
    private long watermark = Long.MIN_VALUE;
    private long firstEnd = Long.MAX_VALUE;

    HandTumbling(long sizeMillis, long boundMillis, WindowOutput output) {
        this.sizeMillis = sizeMillis;
        this.boundMillis = boundMillis;
        this.output = output;
    }

    @Override
    void add(long auction, long bidder, long price, long timestamp) {
        if (timestamp > maxSeen) {
            maxSeen = timestamp;
            watermark = timestamp - boundMillis;
            if (watermark >= firstEnd) {
                closeDue();
            }
        }
        Table table = current;
        if (timestamp < table.start || timestamp >= table.end) {
            long start = timestamp - Math.floorMod(timestamp, sizeMillis);
            if (start + sizeMillis <= watermark) {
                return;
            }
            table = find(start);
            current = table;
        }
        table.add(auction, price);
    }

    private Table find(long start) {
        int at = 0;
        while (at < open.size() && open.get(at).start < start) {
            at++;
        }
        if (at < open.size() && open.get(at).start == start) {
            return open.get(at);
        }
        Table table = free.isEmpty() ? new Table() : free.remove(free.size() - 1);
        table.start = start;
        table.end = start + sizeMillis;
        open.add(at, table);
        firstEnd = open.get(0).end;
        return table;
    }

    private void closeDue() {
        while (!open.isEmpty() && open.get(0).end <= watermark) {
            Table table = open.remove(0);
            table.emit(output);
            table.start = Long.MAX_VALUE;
            table.end = Long.MIN_VALUE;
            free.add(table);
        }
        firstEnd = open.isEmpty() ? Long.MAX_VALUE : open.get(0).end;
    }

    @Override
    Answer end() {
        watermark = Long.MAX_VALUE;
        closeDue();
        return output.end();
    }

    private static final class Table {

        /** Longs of a slot: key, count, sum, least, greatest. Unused where the count is 0. */
        private static final int STRIDE = 5;

        private static final int SLOTS_MIN_LOG = 10;

        private long start = Long.MAX_VALUE;
        private long end = Long.MIN_VALUE;
        private long[] slots = new long[(1 << SLOTS_MIN_LOG) * STRIDE];
        private int shift = Long.SIZE - SLOTS_MIN_LOG;
        private int used;

        void add(long key, long price) {
            long[] cells = slots;
            int at = home(key) * STRIDE;
            while (true) {
                long count = cells[at + 1];
                if (count == 0) {
                    insert(at, key, price);
                    return;
                }
                if (cells[at] == key) {
                    cells[at + 1] = count + 1;
                    cells[at + 2] = Math.addExact(cells[at + 2], price);
                    if (price < cells[at + 3]) {
                        cells[at + 3] = price;
                    }
                    if (price > cells[at + 4]) {
                        cells[at + 4] = price;
                    }
                    return;
                }
                at += STRIDE;
                if (at == cells.length) {
                    at = 0;
                }
            }
        }

        /** The top bits of a product are the ones that depend on all bits of the key. */
        private int home(long key) {
            return (int) (key * 0x9E3779B97F4A7C15L >>> shift);
        }

        private void insert(int at, long key, long price) {
            slots[at] = key;
            slots[at + 1] = 1;
            slots[at + 2] = price;
            slots[at + 3] = price;
            slots[at + 4] = price;
            used++;
            if (used * 2 * STRIDE >= slots.length) {
                grow();
            }
        }

        private void grow() {
            long[] before = slots;
            slots = new long[before.length * 2];
            shift--;
            for (int from = 0; from < before.length; from += STRIDE) {
                if (before[from + 1] != 0) {
                    int to = home(before[from]) * STRIDE;
                    while (slots[to + 1] != 0) {
                        to = to + STRIDE == slots.length ? 0 : to + STRIDE;
                    }
                    System.arraycopy(before, from, slots, to, STRIDE);
                }
            }
        }

        void emit(WindowOutput output) {
            long[] cells = slots;
            for (int at = 0; at < cells.length; at += STRIDE) {
                long count = cells[at + 1];
                if (count != 0) {
                    long sum = cells[at + 2];
                    output.write(cells[at], start, count, sum, (double) sum / count, cells[at + 3], cells[at + 4]);
                }
            }
            Arrays.fill(cells, 0);
            used = 0;
        }
    }
}
