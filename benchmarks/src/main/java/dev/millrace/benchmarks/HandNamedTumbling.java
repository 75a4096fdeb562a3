package dev.millrace.benchmarks;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The query of {@link HandTumbling} by the name of the auction, for bids in order of time, so with one open window.
 * Frozen: what Millrace is measured against may only be made faster.
 */
final class HandNamedTumbling {

    private static final long SIZE_MILLIS = 10_000;

    /** Longs of a slot: hash, count, sum, least, greatest. Unused where the count is 0. */
    private static final int STRIDE = 5;

    private final Answer.Tally tally = new Answer.Tally();
    private @Nullable String[] names = new String[1 << 10];
    private long[] cells = new long[names.length * STRIDE];
    private int used;
    private long start = Long.MIN_VALUE;
    private long end = Long.MIN_VALUE;

    private HandNamedTumbling() {}

    static Answer run(Records<NamedBid> bids, long records) throws Exception {
        HandNamedTumbling query = new HandNamedTumbling();
        for (long i = 0; i < records; i++) {
            NamedBid bid = bids.next(i);
            if (bid.timestamp() >= query.end) {
                query.close();
                query.start = bid.timestamp() - Math.floorMod(bid.timestamp(), SIZE_MILLIS);
                query.end = query.start + SIZE_MILLIS;
            }
            query.add(bid.auction(), bid.price());
        }
        query.close();
        return query.tally.answer();
    }

    private void add(String name, long price) {
        int hash = name.hashCode();
        int mask = names.length - 1;
        int slot = home(hash, mask);
        while (true) {
            int at = slot * STRIDE;
            long count = cells[at + 1];
            if (count == 0) {
                insert(slot, name, hash, price);
                return;
            }
            if (cells[at] == hash && name.equals(names[slot])) {
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
            slot = (slot + 1) & mask;
        }
    }

    private static int home(long hash, int mask) {
        return (int) (hash * 0x9E3779B97F4A7C15L >>> 32) & mask;
    }

    private void insert(int slot, String name, int hash, long price) {
        int at = slot * STRIDE;
        names[slot] = name;
        cells[at] = hash;
        cells[at + 1] = 1;
        cells[at + 2] = price;
        cells[at + 3] = price;
        cells[at + 4] = price;
        used++;
        if (used * 2 >= names.length) {
            grow();
        }
    }

    private void grow() {
        @Nullable String[] namesBefore = names;
        long[] cellsBefore = cells;
        names = new String[namesBefore.length * 2];
        cells = new long[cellsBefore.length * 2];
        int mask = names.length - 1;
        for (int from = 0; from < namesBefore.length; from++) {
            if (namesBefore[from] != null) {
                int to = home(cellsBefore[from * STRIDE], mask);
                while (names[to] != null) {
                    to = (to + 1) & mask;
                }
                names[to] = namesBefore[from];
                System.arraycopy(cellsBefore, from * STRIDE, cells, to * STRIDE, STRIDE);
            }
        }
    }

    private void close() {
        for (int slot = 0; slot < names.length; slot++) {
            String name = names[slot];
            if (name != null) {
                int at = slot * STRIDE;
                long sum = cells[at + 2];
                double average = (double) sum / cells[at + 1];
                tally.add(
                        Stats.hash(name.hashCode(), start, cells[at + 1], sum, average, cells[at + 3], cells[at + 4]));
            }
        }
        Arrays.fill(names, null);
        Arrays.fill(cells, 0);
        used = 0;
    }
}
