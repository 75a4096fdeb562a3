package dev.millrace.api.connector;

import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The subscription of one subscriber: a batch at the most, and how much of it was asked for.
 *
 * <p>Whoever changes something counts it in {@link #changes}; who finds the count at zero does all there is to do until it is zero
 * again. So calls of the subscriber follow each other, whatever thread makes them, and a subscriber that asks for more within a call
 * is not called within it.
 */
final class PublishedRecords<T> implements Flow.Subscription {

    private static final System.Logger LOGGER = System.getLogger(PublishedRecords.class.getName());

    private final AtomicInteger changes = new AtomicInteger();
    private final AtomicLong demand = new AtomicLong();

    /** Null once it is over, so that nothing keeps the subscriber. Written by who does what there is to do. */
    private volatile Flow.@Nullable Subscriber<? super T> subscriber;

    /** Set by the writer when it is null, and to null when it has been delivered. */
    private volatile @Nullable List<T> batch;

    /** Of the next record; touched by who does what there is to do. */
    private int index;

    private volatile boolean isCancelled;
    private volatile boolean hasEnded;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable IllegalArgumentException badRequest;

    PublishedRecords(Flow.Subscriber<? super T> subscriber) {
        this.subscriber = subscriber;
    }

    boolean isCancelled() {
        return isCancelled;
    }

    /** Whether the last batch has been delivered, so that the next may be given. */
    boolean isEmpty() {
        return isCancelled || batch == null;
    }

    /** Whether more is wanted than there was. */
    boolean isAsking() {
        return demand.get() > 0;
    }

    void give(List<T> records) {
        batch = records;
        run();
    }

    /** Nothing follows; with a failure, because of that. */
    void end(@Nullable Throwable thrown) {
        failure = thrown;
        hasEnded = true;
        run();
    }

    @Override
    public void request(long count) {
        if (count <= 0) {
            badRequest = new IllegalArgumentException(
                    "a subscriber must ask for 1 record at least, got " + count + " (Reactive Streams, rule 3.9)");
        } else {
            demand.accumulateAndGet(count, (before, more) -> before + more < 0 ? Long.MAX_VALUE : before + more);
        }
        run();
    }

    @Override
    public void cancel() {
        isCancelled = true;
        run();
    }

    private void run() {
        if (changes.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        while (seen != 0) {
            deliver();
            seen = changes.addAndGet(-seen);
        }
    }

    private void deliver() {
        Flow.Subscriber<? super T> to = subscriber;
        if (to == null) {
            batch = null;
            return;
        }
        // Looked at before the batch: what was given before the end is seen.
        boolean isEnd = hasEnded;
        List<T> records = batch;
        while (records != null && demand.get() > 0 && !isCancelled && badRequest == null) {
            if (!isGiven(to, records.get(index))) {
                return;
            }
            index++;
            if (index == records.size()) {
                index = 0;
                records = null;
                batch = null;
            }
        }
        if (isCancelled) {
            finish();
        } else if (badRequest != null) {
            finish();
            to.onError(badRequest);
        } else if (isEnd && records == null) {
            finish();
            if (failure == null) {
                to.onComplete();
            } else {
                to.onError(failure);
            }
        }
    }

    private boolean isGiven(Flow.Subscriber<? super T> to, T record) {
        if (demand.get() != Long.MAX_VALUE) {
            demand.decrementAndGet();
        }
        try {
            to.onNext(record);
            return true;
        } catch (RuntimeException broken) {
            LOGGER.log(
                    System.Logger.Level.ERROR,
                    "a subscriber has thrown, which it must not (Reactive Streams, rule 2.13); it gets nothing more",
                    broken);
            finish();
            return false;
        }
    }

    private void finish() {
        isCancelled = true;
        subscriber = null;
        batch = null;
    }
}
