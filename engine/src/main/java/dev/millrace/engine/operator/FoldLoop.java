package dev.millrace.engine.operator;

import dev.millrace.api.aggregate.Fold;
import dev.millrace.engine.batch.Batch;

/** Adds a column of numbers to blocks of cells, as a {@link Fold} says. */
public final class FoldLoop implements BlockLoop {

    private final Fold fold;
    private final int offset;
    private final int pageShift;
    private final int pageMask;

    /**
     * Makes one.
     *
     * @param fold changes a block
     * @param offset of the block's first cell in its slot
     * @param pageShift from a slot to its page
     * @param pageMask from a slot to its place in the page
     */
    public FoldLoop(Fold fold, Integer offset, Integer pageShift, Integer pageMask) {
        this.fold = fold;
        this.offset = offset;
        this.pageShift = pageShift;
        this.pageMask = pageMask;
    }

    @Override
    public void update(long[][] pages, int stride, int[] slots, long[] numbers, Batch batch, int from, int to)
            throws RecordFailure {
        int row = from;
        try {
            for (; row < to; row++) {
                int slot = slots[row];
                fold.add(pages[slot >> pageShift], (slot & pageMask) * stride + offset, numbers[row]);
            }
        } catch (Throwable thrown) {
            throw new RecordFailure(batch.origins[row], thrown);
        }
    }
}
