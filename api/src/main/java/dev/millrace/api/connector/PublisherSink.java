package dev.millrace.api.connector;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Gives results to the subscribers of a {@link Flow.Publisher}, with backpressure up to the sources: the next batch is taken from the
 * job when every subscriber has got all of the last one, and one of them asks for more. Without subscribers results wait. Thread-safe; for one job.
 *
 * <pre>{@code
 * PublisherSink<Result> results = new PublisherSink<>();
 * stream.write("results", results);
 * results.subscribe(subscriber);   // before the job starts, or later: then from where the others are
 * }</pre>
 *
 * <p>Subscribers are called on the worker, or on their own thread when they ask; one call at a time for each. What they ask for comes
 * within a millisecond. When the job has finished and all is delivered they are told so. A job that ends otherwise is an error for them;
 * in a job with checkpoints it is not, since that goes on and gives again what it gave since the last one.
 *
 * @param <T> type of the records
 */
public final class PublisherSink<T> implements Sink<T>, Flow.Publisher<T> {

    /** Guards the fields. */
    private final Object lock = new Object();

    private final List<PublishedRecords<T>> subscriptions = new ArrayList<>();
    private boolean isFinished;
    private @Nullable Throwable failure;

    /** Makes one without subscribers. */
    public PublisherSink() {}

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        PublishedRecords<T> subscription = new PublishedRecords<>(subscriber);
        subscriber.onSubscribe(subscription);
        boolean hasEnded;
        synchronized (lock) {
            hasEnded = isFinished || failure != null;
            if (!hasEnded) {
                subscriptions.add(subscription);
            }
        }
        if (hasEnded) {
            subscription.end(failure);
        }
    }

    @Override
    public SinkWriter<T> open(WriterContext context) {
        return new Writer(context.sink(), context.isCheckpointed());
    }

    private List<PublishedRecords<T>> active() {
        synchronized (lock) {
            subscriptions.removeIf(PublishedRecords::isCancelled);
            return List.copyOf(subscriptions);
        }
    }

    private void end(@Nullable Throwable thrown) {
        List<PublishedRecords<T>> told;
        synchronized (lock) {
            if (isFinished || failure != null) {
                return;
            }
            isFinished = thrown == null;
            failure = thrown;
            told = List.copyOf(subscriptions);
            subscriptions.clear();
        }
        told.forEach(subscription -> subscription.end(thrown));
    }

    private final class Writer implements SinkWriter<T> {

        private final String sink;
        private final boolean isCheckpointed;

        Writer(String sink, boolean isCheckpointed) {
            this.sink = sink;
            this.isCheckpointed = isCheckpointed;
        }

        @Override
        public boolean isReady() {
            List<PublishedRecords<T>> active = active();
            return active.stream().anyMatch(PublishedRecords::isAsking)
                    && active.stream().allMatch(PublishedRecords::isEmpty);
        }

        @Override
        public void write(Records<T> records) {
            List<T> batch = new ArrayList<>(records.size());
            for (int i = 0; i < records.size(); i++) {
                batch.add(records.get(i));
            }
            active().forEach(subscription -> subscription.give(batch));
        }

        @Override
        public void finish() {
            end(null);
        }

        @Override
        public void close() {
            if (!isCheckpointed) {
                end(new IllegalStateException("the job of '" + sink + "' has ended before its end: it failed or was"
                        + " cancelled; whoever awaits it learns why"));
            }
        }
    }

    @Override
    public Guarantee guarantee() {
        return Guarantee.AT_LEAST_ONCE;
    }

    @Override
    public String describe() {
        return "publisher";
    }
}
