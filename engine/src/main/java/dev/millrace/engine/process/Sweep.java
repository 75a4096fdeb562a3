package dev.millrace.engine.process;

/**
 * A hand that goes round over the ids and takes away what is expired, a bounded number of looks at a time. It rests while
 * nothing can have expired. Owned by the task's thread.
 */
final class Sweep {

    private final KeyState state;

    /** What is expired by this is gone when the round is over. */
    private long roundWatermark;

    private int hand;

    Sweep(KeyState state) {
        this.state = state;
    }

    /**
     * Goes on.
     *
     * @param watermark how far event time is
     * @param looksMax how many values and ids to look at
     * @return how many looks are left
     */
    int step(long watermark, int looksMax) {
        if (!state.expiry.isInRound()) {
            if (!state.expiry.mayHaveExpired(watermark)) {
                return looksMax;
            }
            state.expiry.beginRound();
            roundWatermark = watermark;
            hand = 0;
        }
        int left = looksMax;
        while (left > 0 && hand < state.table().idEnd()) {
            state.beforeSweep(hand);
            int looks = state.sweep(hand, roundWatermark, left);
            if (looks > 0) {
                free(hand);
            }
            if (looks >= 0) {
                hand++;
            }
            left -= Math.abs(looks) + 1;
        }
        if (hand >= state.table().idEnd()) {
            state.expiry.endRound();
        }
        return Math.max(left, 0);
    }

    /** Only called between batches, so no row has been resolved to the id. */
    private void free(int id) {
        if (!state.table().isHeld(id)) {
            state.table().remove(id);
        }
    }
}
