package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Hashes;

/** Count, sum and greatest price of each auction so far, a result for each bid. One open-addressing table. Frozen. */
final class HandRunning extends BidLoop {

    /** Longs of a slot: key, count, sum, greatest. Unused where the count is 0. */
    private static final int STRIDE = 4;

    private static final int SLOTS_MIN_LOG = 10;

    private final Answer.Tally tally = new Answer.Tally();

    /** At most half full. */
    private long[] slots = new long[(1 << SLOTS_MIN_LOG) * STRIDE];

    private int shift = Long.SIZE - SLOTS_MIN_LOG;
    private int used;

    @Override
    void add(long auction, long bidder, long price, long timestamp) {
        long[] cells = slots;
        int at = home(auction) * STRIDE;
        while (cells[at + 1] != 0 && cells[at] != auction) {
            at = at + STRIDE == cells.length ? 0 : at + STRIDE;
        }
        long count = cells[at + 1] + 1;
        long sum = Math.addExact(cells[at + 2], price);
        long greatest = count == 1 ? price : Math.max(cells[at + 3], price);
        cells[at] = auction;
        cells[at + 1] = count;
        cells[at + 2] = sum;
        cells[at + 3] = greatest;
        tally.add(Hashes.ofUpdate(auction, count, sum, greatest));
        if (count == 1) {
            used++;
            if (used * 2 * STRIDE >= cells.length) {
                grow();
            }
        }
    }

    private int home(long key) {
        return (int) (key * 0x9E3779B97F4A7C15L >>> shift);
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

    @Override
    Answer end() {
        return tally.answer();
    }
}
