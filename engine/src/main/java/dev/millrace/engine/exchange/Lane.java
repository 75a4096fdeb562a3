package dev.millrace.engine.exchange;

import dev.millrace.api.window.ClosedBy;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.state.Footprint;
import org.jspecify.annotations.Nullable;

/**
 * A one-way road for rows from one task to another: a ring of filled batches, and a ring back for the emptied ones.
 *
 * <p>A lane owns a fixed number of batches, so it bounds both memory and how far the producer may run ahead: when all
 * are filled, {@link #append} adds nothing, and that is all there is to backpressure.
 *
 * <p>The upper half belongs to the producer's thread, the lower half to the consumer's.
 */
public final class Lane {

    private final SpscRing<Batch> filled;
    private final SpscRing<Batch> empty;
    private final int batchCapacity;
    private final int batchesMax;
    private final String from;
    private final String to;

    // Producer's half.
    private @Nullable Batch open;
    private int batchesMade;
    private int longColumns;
    private int referenceColumns;
    private long watermark = Long.MIN_VALUE;
    private ClosedBy cause = ClosedBy.WATERMARK;
    private boolean isIdle;
    private boolean hasCaughtUp;
    private boolean isHeaderSent = true;
    private long sent;

    /** When the first of what waits to be sent was read. */
    private long readNanos = Batch.NOT_TIMED;

    /** Whether the producer has nothing to send until something happens elsewhere. Written by the producer's thread. */
    private volatile boolean isQuiet;

    // Consumer's half.
    private @Nullable Batch lent;
    private long received;

    /**
     * Makes an empty lane.
     *
     * @param from name of the operator that sends
     * @param to name of the operator that receives
     * @param batchesMax how many batches it may hold, a power of two
     * @param batchCapacity rows in each
     */
    public Lane(String from, String to, int batchesMax, int batchCapacity) {
        this.from = from;
        this.to = to;
        this.batchesMax = batchesMax;
        this.batchCapacity = batchCapacity;
        filled = new SpscRing<>(batchesMax);
        empty = new SpscRing<>(batchesMax);
    }

    /**
     * Adds rows as far as there is room. Producer only.
     *
     * @param batch has the rows
     * @param rows indexes of its rows; null for all of them in order
     * @param start index of the first in {@code rows}
     * @param end end in {@code rows}
     * @return how many were added
     */
    int append(Batch batch, int @Nullable [] rows, int start, int end) {
        int next = start;
        while (next < end) {
            Batch target = open == null ? acquire() : open;
            if (target == null) {
                break;
            }
            int count = Math.min(end - next, target.capacity() - target.size);
            if (rows == null) {
                target.append(batch, next, count);
            } else {
                target.append(batch, rows, next, count);
            }
            next += count;
            noteRead(batch);
            sent += count;
            if (target.isFull()) {
                publish(target);
            }
        }
        return next - start;
    }

    /** Takes over the signals of a batch all of whose rows have been added somewhere. Producer only. */
    void signal(Batch header) {
        if (header.watermark != watermark || header.isIdle != isIdle || header.hasCaughtUp && !hasCaughtUp) {
            watermark = header.watermark;
            cause = header.cause;
            isIdle = header.isIdle;
            hasCaughtUp |= header.hasCaughtUp;
            isHeaderSent = false;
            noteRead(header);
        }
    }

    private void noteRead(Batch from) {
        if (readNanos == Batch.NOT_TIMED) {
            readNanos = from.readNanos;
        }
    }

    /** Sends what is waiting, rows or signals, if there is room; true if something was sent. Producer only. */
    boolean flush() {
        if (open == null && isHeaderSent) {
            return false;
        }
        Batch batch = open == null ? acquire() : open;
        if (batch == null) {
            return false;
        }
        publish(batch);
        return true;
    }

    /**
     * Sends the end, in a batch of its own; false if there is no room, or if something is waiting that must be flushed
     * before. So what moved time before the end is known to have done so. Producer only.
     */
    boolean end(Batch header) {
        if (open != null || !isHeaderSent) {
            return false;
        }
        Batch last = acquire();
        if (last == null) {
            return false;
        }
        signal(header);
        last.isEnd = true;
        publish(last);
        return true;
    }

    /**
     * Sends what is waiting with the mark that an epoch ends behind it; false if there is no room, and nothing has been
     * sent. Producer only.
     */
    boolean barrier(long epoch) {
        Batch batch = open == null ? acquire() : open;
        if (batch == null) {
            return false;
        }
        batch.barrier = epoch;
        publish(batch);
        return true;
    }

    private @Nullable Batch acquire() {
        Batch batch = empty.poll();
        if (batch == null && batchesMade < batchesMax) {
            batchesMade++;
            batch = new Batch(batchCapacity);
        }
        open = batch;
        return batch;
    }

    private void publish(Batch batch) {
        batch.watermark = watermark;
        batch.cause = cause;
        batch.isIdle = isIdle;
        batch.hasCaughtUp = hasCaughtUp;
        batch.readNanos = readNanos;
        readNanos = Batch.NOT_TIMED;
        isHeaderSent = true;
        open = null;
        longColumns = Math.max(longColumns, batch.longColumns());
        referenceColumns = Math.max(referenceColumns, batch.referenceColumns());
        boolean isTaken = filled.offer(batch);
        assert isTaken : "the ring holds as many batches as the lane owns";
    }

    /**
     * Says whether the producer has nothing to send until something happens elsewhere. Producer only.
     *
     * @return true if it said otherwise before
     */
    boolean setQuiet(boolean quiet) {
        if (quiet == isQuiet) {
            return false;
        }
        isQuiet = quiet;
        return true;
    }

    /** Whether nothing is on the lane, and the producer said that it has nothing to send. Consumer only. */
    boolean isQuiet() {
        // In this order: what was sent after the producer broke its silence must not be missed for long, but may be
        // once.
        return isQuiet && filled.isEmpty();
    }

    /** Takes the oldest batch; null if there is none. Consumer only. The batch is lent until {@link #takeBack}. */
    @Nullable
    Batch poll() {
        assert lent == null : "one batch at a time";
        lent = filled.poll();
        if (lent != null) {
            received += lent.size;
        }
        return lent;
    }

    /** Ends the loan of the last batch. Consumer only. */
    void takeBack() {
        if (lent != null) {
            lent.clear();
            boolean isTaken = empty.offer(lent);
            assert isTaken : "the ring holds as many batches as the lane owns";
            lent = null;
        }
    }

    /** Name of the operator that sends. */
    public String from() {
        return from;
    }

    /** Name of the operator that receives. */
    public String to() {
        return to;
    }

    /** Rows added by the producer so far. */
    public long sent() {
        return sent;
    }

    /** Rows taken by the consumer so far. */
    public long received() {
        return received;
    }

    /** Tells what its batches take, all of them as the one with most columns. Producer only. */
    void weigh(Footprint footprint) {
        footprint.longPages((long) batchesMade * longColumns, batchCapacity);
        footprint.referencePages((long) batchesMade * referenceColumns, batchCapacity);
    }

    /** Rows on the lane, counted there. Exact only while neither side is moving. */
    public long queued() {
        // Read once: the producer may be publishing it at this moment.
        Batch filling = open;
        long[] rows = {filling == null ? 0 : filling.size};
        filled.forEach(batch -> rows[0] += batch.size);
        return rows[0];
    }

    /** How full it is, from 0 to 1, at which the producer waits. Exact only while neither side is moving. */
    public double fullness() {
        int[] batches = {0};
        filled.forEach(batch -> batches[0]++);
        // The consumer has one while it works.
        return Math.min(1.0, (double) batches[0] / Math.max(1, batchesMax - 1));
    }

    /** The most rows that can be on the lane. */
    public long capacity() {
        return (long) batchesMax * batchCapacity;
    }
}
