package dev.millrace.engine.exchange;

import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Puts what a publisher gives into an ingress, and asks it for as much as there is room for. The publisher calls from one thread at a
 * time; the task, when it has made room, from its own.
 */
final class IngressSubscriber implements Flow.Subscriber<Object> {

    private final IngressQueue ingress;

    // Guarded by this.
    private Flow.@Nullable Subscription subscription;
    private int asked;
    private boolean isDone;

    IngressSubscriber(IngressQueue ingress) {
        this.ingress = ingress;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        Objects.requireNonNull(given, "a subscription must not be null");
        synchronized (this) {
            if (subscription == null) {
                subscription = given;
            }
        }
        if (subscription != given) {
            given.cancel();
            return;
        }
        ingress.whenRoom(this::ask);
        ask();
    }

    private void ask() {
        Flow.Subscription from;
        int room;
        synchronized (this) {
            from = subscription;
            room = isDone || from == null ? 0 : ingress.reserve();
            asked += room;
        }
        if (from != null && room > 0) {
            // Outside the monitor: it may give records at once.
            from.request(room);
        }
    }

    @Override
    public void onNext(Object record) {
        Objects.requireNonNull(record, "a record must not be null");
        Flow.Subscription from;
        boolean isReserved;
        synchronized (this) {
            if (isDone) {
                return;
            }
            from = subscription;
            isReserved = asked > 0;
            asked -= isReserved ? 1 : 0;
        }
        try {
            if (isReserved) {
                ingress.putReserved(record);
            } else {
                ingress.put(record);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            stop(from, interrupted);
        } catch (RuntimeException refused) {
            // A subscriber must not throw: it ends the subscription, and the job says why.
            stop(from, refused);
        }
    }

    private void stop(Flow.@Nullable Subscription from, Throwable failure) {
        finish();
        if (from != null) {
            from.cancel();
        }
        ingress.fail(failure);
    }

    private void finish() {
        int unused;
        synchronized (this) {
            isDone = true;
            unused = asked;
            asked = 0;
        }
        ingress.release(unused);
    }

    @Override
    public void onError(Throwable failure) {
        Objects.requireNonNull(failure, "a failure must not be null");
        finish();
        ingress.fail(failure);
    }

    @Override
    public void onComplete() {
        finish();
        ingress.close();
    }
}
