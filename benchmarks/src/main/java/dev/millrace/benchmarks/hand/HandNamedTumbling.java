package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Hashes;
import dev.millrace.benchmarks.query.NamedBid;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The query of {@link HandTumbling} by the name of the auction, for bids in order of time, so with one open window.
 * Frozen.
 */
final class HandNamedTumbling extends HandLoop<NamedBid> {

    /** Longs of a slot: hash, count, sum, least, greatest. Unused where the count is 0. */
    private static final int STRIDE = 5;

    private final long sizeMillis;
    private final Answer.Tally tally = new Answer.Tally();
    private @Nullable String[] names = new String[1 << 10];
    private int shift = Long.SIZE - 10;
    private long[] cells = new long[names.length * STRIDE];
    private int used;
    private long start = Long.MIN_VALUE;
    private long end = Long.MIN_VALUE;

    HandNamedTumbling(long sizeMillis) {
        this.sizeMillis = sizeMillis;
    }

    @Override
    void add(NamedBid bid) {
        if (bid.timestamp() >= end) {
            close();
            start = bid.timestamp() - Math.floorMod(bid.timestamp(), sizeMillis);
            end = start + sizeMillis;
        }
        add(bid.auction(), bid.price());
    }

    @Override
    long keyOf(NamedBid bid) {
        return bid.auction().hashCode();
    }

    @Override
    Answer end() {
        close();
        return tally.answer();
    }

    private void add(String name, long price) {
        int hash = name.hashCode();
        int mask = names.length - 1;
        int slot = home(hash);
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

    private int home(long hash) {
        return (int) (hash * 0x9E3779B97F4A7C15L >>> shift);
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
        shift--;
        int mask = names.length - 1;
        for (int from = 0; from < namesBefore.length; from++) {
            if (namesBefore[from] != null) {
                int to = home(cellsBefore[from * STRIDE]);
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
                tally.add(Hashes.ofWindow(
                        name.hashCode(), start, cells[at + 1], sum, average, cells[at + 3], cells[at + 4]));
            }
        }
        Arrays.fill(names, null);
        Arrays.fill(cells, 0);
        used = 0;
    }
}
