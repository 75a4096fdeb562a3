package dev.millrace.benchmarks.latency;

import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.Bids;
import dev.millrace.benchmarks.query.WindowPrices;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Bids that are due at fixed times, whether or not anybody is ready for them: an open loop, so that an engine which falls behind is
 * charged for all that it delays (no coordinated omission). Event time goes with the schedule: a second of it is due in a second, in
 * order, and the windows are seconds by auction.
 *
 * <p>A process makes one, and sources and sinks that an engine has sent through a serializer find it by {@link #current}. Thread-safe.
 */
public final class Offer {

    /** Length of the windows. */
    public static final long WINDOW_MILLIS = 1_000;

    static final int KEYS = 10_000;

    /** A whole number of seconds since the epoch: the event time of the first bid. */
    private static final long FIRST_MILLIS = 1_704_067_200_000L;

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** From the opening of the first split to the first bid, so that all splits are open. */
    private static final long LEAD_NANOS = TimeUnit.MILLISECONDS.toNanos(300);

    private static volatile @Nullable Offer current;

    private final int perMilli;
    private final int splits;
    private final int warmUpSeconds;
    private final int seconds;
    private final AtomicLong behindNanosMax = new AtomicLong();
    private final List<LatencyMeter> meters = new ArrayList<>();
    private volatile long startNanos;
    private boolean isStarted;

    /**
     * Becomes the current one.
     *
     * @param perMilli bids in a millisecond
     * @param splits among which they are divided
     * @param warmUpSeconds whose windows are not measured
     * @param seconds whose windows are
     */
    public Offer(int perMilli, int splits, int warmUpSeconds, int seconds) {
        this.perMilli = perMilli;
        this.splits = splits;
        this.warmUpSeconds = warmUpSeconds;
        this.seconds = seconds;
        current = this;
    }

    /**
     * The one of this process.
     *
     * @return where sources and sinks belong
     */
    public static Offer current() {
        Offer offer = current;
        if (offer == null) {
            throw new IllegalStateException("nothing is offered");
        }
        return offer;
    }

    /**
     * Number of splits.
     *
     * @return at least 1
     */
    public int splits() {
        return splits;
    }

    /**
     * Opens a split; the first call sets the time of the first bid.
     *
     * @param split which, from 0
     * @return its bids
     */
    public synchronized OfferedBids open(int split) {
        if (!isStarted) {
            isStarted = true;
            startNanos = System.nanoTime() + LEAD_NANOS;
        }
        return new OfferedBids(this, split);
    }

    /**
     * Opens a writer's meter.
     *
     * @return a new one
     */
    public synchronized LatencyMeter newMeter() {
        LatencyMeter meter = new LatencyMeter(this);
        meters.add(meter);
        return meter;
    }

    /** The number behind the last bid; with it come those that close the last window, one in each split. */
    long end() {
        return (long) (warmUpSeconds + seconds) * WINDOW_MILLIS * perMilli + splits;
    }

    long startNanos() {
        return startNanos;
    }

    /** How long after the first bid another one is due. */
    long dueNanos(long sequence) {
        return sequence * NANOS_PER_MILLI / perMilli;
    }

    /** The number behind the last bid that is due so long after the first one. */
    long dueEnd(long nanos) {
        return nanos < 0 ? 0 : Math.min(end(), nanos * perMilli / NANOS_PER_MILLI + 1);
    }

    /**
     * When the results of a window are certain, after the first bid: when the first bid behind the window is due in the last of the
     * splits, whose watermark is that of all.
     *
     * @return negative for windows that are not measured
     */
    long certainNanos(long windowStart) {
        long endMillis = windowStart + WINDOW_MILLIS - FIRST_MILLIS;
        boolean isMeasured =
                endMillis > warmUpSeconds * WINDOW_MILLIS && endMillis <= (warmUpSeconds + seconds) * WINDOW_MILLIS;
        return isMeasured ? dueNanos(endMillis * perMilli + splits - 1) : -1;
    }

    void onTaken(long sequence, long nanos) {
        long behind = nanos - dueNanos(sequence);
        boolean isMeasured = sequence >= warmUpSeconds * WINDOW_MILLIS * perMilli;
        if (isMeasured && behind > behindNanosMax.get()) {
            behindNanosMax.accumulateAndGet(behind, Math::max);
        }
    }

    /** The most by which a bid behind the warm-up was taken later than it was due. */
    long behindNanosMax() {
        return behindNanosMax.get();
    }

    Bid bid(long sequence) {
        long random = Bids.random(sequence);
        long auction = (random >>> 32) * KEYS >>> 32;
        return new Bid(auction, random & 0xFFFF, Bids.price(random), FIRST_MILLIS + sequence / perMilli);
    }

    synchronized List<LatencyMeter> meters() {
        return List.copyOf(meters);
    }

    /** What all writers got. To be called when the job has ended. */
    Answer answer() {
        return meters().stream().map(LatencyMeter::answer).reduce(Answer.NONE, Answer::plus);
    }

    /** What they should have got, by a plain loop. */
    Answer expected() {
        Answer.Tally tally = new Answer.Tally();
        long[] counts = new long[KEYS];
        long[] sums = new long[KEYS];
        long[] least = new long[KEYS];
        long[] greatest = new long[KEYS];
        for (long first = 0; first < end(); first += WINDOW_MILLIS * perMilli) {
            Arrays.fill(counts, 0);
            Arrays.fill(sums, 0);
            Arrays.fill(least, Long.MAX_VALUE);
            Arrays.fill(greatest, Long.MIN_VALUE);
            for (long i = first; i < Math.min(end(), first + WINDOW_MILLIS * perMilli); i++) {
                Bid bid = bid(i);
                int key = (int) bid.auction();
                counts[key]++;
                sums[key] += bid.price();
                least[key] = Math.min(least[key], bid.price());
                greatest[key] = Math.max(greatest[key], bid.price());
            }
            for (int key = 0; key < KEYS; key++) {
                if (counts[key] > 0) {
                    double average = (double) sums[key] / counts[key];
                    tally.add(new WindowPrices(
                                    key,
                                    FIRST_MILLIS + first / perMilli,
                                    counts[key],
                                    sums[key],
                                    average,
                                    least[key],
                                    greatest[key])
                            .hash());
                }
            }
        }
        return tally.answer();
    }
}
