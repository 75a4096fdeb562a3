package dev.millrace.benchmarks.hand;

import dev.millrace.benchmarks.query.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Two threads share the records: chunks of 1,024 go to them in turn, each is divided by key, and the part of the other
 * thread is handed over through a ring with one producer and one consumer. A thread takes the parts of both producers in
 * turn, too, so it meets the records of its keys in the order of their numbers and nothing has to wait for a watermark. It makes
 * up to {@link #AHEAD} chunks more than it has taken, so that neither waits for each step of the other.
 *
 * <p>Both threads meet here alone. {@code published} of a producer is written after its parts and read before them by the
 * other thread; {@code taken} of a consumer is written when it has let go of a part, and read before that is filled again.
 *
 * @param <P> type of a part of a chunk
 */
final class TwoThreads<P> {

    private static final int AHEAD = 4;
    private static final int SLOTS = 8;
    private static final int SPINS = 200;
    private static final int YIELDS = 20;
    private static final long NAP_NANOS = 20_000;

    /** A cache line and its prefetched neighbour, in longs. */
    private static final int FAR_APART = 16;

    private final List<? extends Share<P>> shares;
    private final long records;
    private final long rounds;

    /** By producer, consumer and slot. */
    private final List<List<List<P>>> parts = new ArrayList<>();

    /** {@link #published} and {@link #taken} of both threads, far apart from each other. */
    private final AtomicLongArray counters = new AtomicLongArray(5 * FAR_APART);

    /** Set when a thread fails, so that the other one does not wait for ever. */
    private volatile boolean hasFailed;

    private TwoThreads(List<? extends Share<P>> shares, long records) {
        this.shares = shares;
        this.records = records;
        this.rounds = (records + 2L * OneThread.CHUNK - 1) / (2L * OneThread.CHUNK);
        for (Share<P> share : shares) {
            parts.add(List.of(slots(share), slots(share)));
        }
    }

    /** Where it says how many chunks of a producer the other thread may take. */
    private static int published(int producer) {
        return (1 + producer) * FAR_APART;
    }

    /** Where it says how many chunks of the other thread a consumer has taken. */
    private static int taken(int consumer) {
        return (3 + consumer) * FAR_APART;
    }

    private static <P> List<P> slots(Share<P> share) {
        List<P> slots = new ArrayList<>();
        for (int i = 0; i < SLOTS; i++) {
            slots.add(share.newPart());
        }
        return slots;
    }

    /** Runs the first share on the calling thread and the second one on another. */
    static <P> Answer run(List<? extends Share<P>> shares, long records, ExecutorService second) throws Exception {
        TwoThreads<P> both = new TwoThreads<>(shares, records);
        Future<Answer> ofSecond = second.submit(() -> both.run(1));
        Answer ofFirst = both.run(0);
        return ofFirst.plus(ofSecond.get());
    }

    private Answer run(int me) throws Exception {
        Share<P> share = shares.get(me);
        boolean isDone = false;
        try {
            long made = 0;
            for (long round = 0; round < rounds; round++) {
                while (made < rounds && made <= round + AHEAD) {
                    make(share, me, made++);
                }
                if (share.isKeyed()) {
                    take(share, 0, me, round);
                    take(share, 1, me, round);
                }
            }
            Answer answer = share.end();
            isDone = true;
            return answer;
        } finally {
            if (!isDone) {
                hasFailed = true;
            }
        }
    }

    private void make(Share<P> share, int me, long round) throws Exception {
        int slot = (int) round & (SLOTS - 1);
        if (share.isKeyed()) {
            await(taken(1 - me), round - SLOTS + 1);
        }
        long first = (2 * round + me) * OneThread.CHUNK;
        int count = (int) Math.max(0, Math.min(OneThread.CHUNK, records - first));
        share.make(
                first,
                count,
                parts.get(me).get(0).get(slot),
                parts.get(me).get(1).get(slot));
        counters.setRelease(published(me), round + 1);
    }

    private void take(Share<P> share, int producer, int me, long round) throws Exception {
        if (producer != me) {
            await(published(producer), round + 1);
        }
        share.take(parts.get(producer).get(me).get((int) round & (SLOTS - 1)));
        if (producer != me) {
            counters.setRelease(taken(me), round + 1);
        }
    }

    /** Spins, then offers the processor to others, then sleeps: there may be fewer processors than threads. */
    @SuppressWarnings("ThreadPriorityCheck") // Only speed depends on the scheduler.
    private void await(int counter, long least) throws InterruptedException {
        for (int spins = 0; counters.getAcquire(counter) < least; spins++) {
            if (hasFailed) {
                throw new IllegalStateException("the other thread has failed");
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            if (spins < SPINS) {
                Thread.onSpinWait();
            } else if (spins < SPINS + YIELDS) {
                Thread.yield();
            } else {
                LockSupport.parkNanos(NAP_NANOS);
            }
        }
    }
}
