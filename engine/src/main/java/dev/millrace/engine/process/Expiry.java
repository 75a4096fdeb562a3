package dev.millrace.engine.process;

import dev.millrace.api.state.StateTtl;
import org.jspecify.annotations.Nullable;

/**
 * When the values of one state expire. Keeps a bound for the last use of all of them, by which it knows that nothing can have
 * expired without looking at any. Owned by the task's thread.
 */
final class Expiry {

    /** The time of use of a value that never expires. */
    private static final long NEVER = Long.MAX_VALUE;

    private long ttlMillis;
    private final boolean isOnRead;

    /** No value was used last before this, since the last round. */
    private long oldestMillis = NEVER;

    /** The same of those that the round under way has looked at, or that were used since it began. */
    private long oldestInRound = NEVER;

    private boolean isInRound;

    /**
     * Makes one.
     *
     * @param ttl of the state; null if nothing expires
     */
    Expiry(@Nullable StateTtl ttl) {
        ttlMillis = ttl == null ? NEVER : ttl.after().toMillis();
        isOnRead = ttl != null && ttl.refresh() == StateTtl.Refresh.ON_READ_AND_WRITE;
    }

    /** Whether values expire at all, and so need a time. */
    boolean isOn() {
        return ttlMillis != NEVER;
    }

    /** Milliseconds of life since the last use. */
    long ttlMillis() {
        return ttlMillis;
    }

    /** Takes another one: that of a job before this one, while its values are read. */
    void setTtlMillis(long millis) {
        ttlMillis = millis;
    }

    /** Whether reading a value starts its time anew. */
    boolean isOnRead() {
        return isOnRead;
    }

    boolean isExpired(long usedMillis, long nowMillis) {
        // Where the difference overflows it is more than any time to live.
        return isOn() && nowMillis >= usedMillis && (nowMillis - usedMillis < 0 || nowMillis - usedMillis >= ttlMillis);
    }

    /** A value has this time of use now. */
    void onUsed(long usedMillis) {
        oldestMillis = Math.min(oldestMillis, usedMillis);
        oldestInRound = Math.min(oldestInRound, usedMillis);
    }

    /** Whether any value can have expired. */
    boolean mayHaveExpired(long watermark) {
        return oldestMillis != NEVER && isExpired(oldestMillis, watermark);
    }

    /** All values are going to be looked at. */
    void beginRound() {
        isInRound = true;
        oldestInRound = NEVER;
    }

    /** A value was looked at and stays. */
    void onKept(long usedMillis) {
        oldestInRound = Math.min(oldestInRound, usedMillis);
    }

    /** All have been looked at. */
    void endRound() {
        isInRound = false;
        oldestMillis = oldestInRound;
    }

    boolean isInRound() {
        return isInRound;
    }

    /** For how long at most something has been expired and is still there. */
    long lagMillis(long watermark) {
        if (watermark == Long.MAX_VALUE || !mayHaveExpired(watermark)) {
            return 0;
        }
        long lag = watermark - oldestMillis - ttlMillis;
        return lag < 0 ? Long.MAX_VALUE : lag;
    }
}
