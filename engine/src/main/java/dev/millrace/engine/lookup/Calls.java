package dev.millrace.engine.lookup;

import dev.millrace.api.lookup.Lookup;
import dev.millrace.api.lookup.LookupSettings;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The questions that are under way to the outside system: gathered, asked, timed, repeated. Owned by the task's thread; it
 * has no clock but is told the time.
 *
 * <p>All attempts have the same timeout, so the order in which they were started is that of their deadlines; those that wait
 * for a retry do so for different times, in a heap. Both are bounded by the rows in flight.
 */
final class Calls {

    /** Who asked. */
    interface Asker {

        /** There are answers for all keys of a call. */
        void onAnswers(Call call, @Nullable Object answers, long nowMillis);

        /** The last attempt of a call has failed. */
        void onFailure(Call call, Throwable cause);
    }

    private final Lookup<Object, Object> lookup;
    private final LookupSettings settings;
    private final LookupCounters counters;
    private final Runnable wakeUp;
    private final Asker asker;
    private final long timeoutMillis;
    private final long waitMillisMax;

    /** Filled by any thread. */
    private final ConcurrentLinkedQueue<Attempt> answered = new ConcurrentLinkedQueue<>();

    /** Oldest first. */
    private final LinkedHashSet<Attempt> outstanding = new LinkedHashSet<>();

    private final PriorityQueue<Call> resting = new PriorityQueue<>(Comparator.comparingLong(call -> call.dueMillis));

    /** By key, where records of one key share a call; else empty. */
    private final Map<Object, Call> shared = new HashMap<>();

    private final boolean isSharing;

    /** Gathers keys until it is sent. */
    private @Nullable Call open;

    Calls(
            Lookup<Object, Object> lookup,
            LookupSettings settings,
            LookupCounters counters,
            Runnable wakeUp,
            Asker asker) {
        this.lookup = lookup;
        this.settings = settings;
        this.counters = counters;
        this.wakeUp = wakeUp;
        this.asker = asker;
        timeoutMillis = settings.timeout().toMillis();
        long wait = lookup.waitMax().toMillis();
        waitMillisMax = wait == 0 ? Long.MAX_VALUE : wait;
        isSharing = settings.cacheEntriesMax() > 0;
    }

    /** Has a row wait for a call that asks for its key already; false if there is none. */
    boolean share(Object key, int slot) {
        Call call = shared.get(key);
        if (call == null) {
            return false;
        }
        call.add(key, slot);
        return true;
    }

    /** Asks for a key, at once or together with others. */
    void ask(Object key, int slot, long nowMillis) {
        Call call = open == null ? new Call(lookup.keysMax() > 1, nowMillis) : open;
        call.add(key, slot);
        open = call;
        if (isSharing) {
            shared.put(key, call);
        }
        if (call.keys.size() == lookup.keysMax()) {
            sendOpen(nowMillis);
        }
    }

    /** Asks for what has been gathered; false if that is nothing. */
    boolean sendOpen(long nowMillis) {
        Call call = open;
        if (call == null) {
            return false;
        }
        open = null;
        send(call, nowMillis);
        return true;
    }

    private void send(Call call, long nowMillis) {
        call.attempts++;
        counters.calls++;
        Attempt attempt = new Attempt(call, nowMillis, answered, wakeUp);
        outstanding.add(attempt);
        try {
            attempt.listenTo(lookup.ask(call.keys));
        } catch (Throwable thrown) {
            // Errors too: they become the failure of a record, which knows its position.
            outstanding.remove(attempt);
            onFailed(call, thrown, nowMillis);
        }
    }

    /** Hears answers, gives up what takes too long, repeats what is due; false if there was none of that. */
    boolean advance(long nowMillis) {
        boolean hasWorked = hearAnswers(nowMillis);
        hasWorked |= giveUpLate(nowMillis);
        for (Call due = resting.peek(); due != null && due.dueMillis <= nowMillis; due = resting.peek()) {
            resting.remove();
            counters.retries++;
            send(due, nowMillis);
            hasWorked = true;
        }
        if (open != null && nowMillis - open.openedMillis >= waitMillisMax) {
            hasWorked |= sendOpen(nowMillis);
        }
        return hasWorked;
    }

    private boolean hearAnswers(long nowMillis) {
        boolean hasWorked = false;
        for (Attempt attempt = answered.poll(); attempt != null; attempt = answered.poll()) {
            if (!outstanding.remove(attempt)) {
                continue; // given up before
            }
            hasWorked = true;
            Throwable error = attempt.error();
            if (error != null) {
                onFailed(attempt.call, unwrap(error), nowMillis);
            } else {
                forget(attempt.call);
                asker.onAnswers(attempt.call, attempt.result(), nowMillis);
            }
        }
        return hasWorked;
    }

    private static Throwable unwrap(Throwable error) {
        Throwable cause = error.getCause();
        boolean isWrapper = error instanceof CompletionException || error instanceof ExecutionException;
        return isWrapper && cause != null ? unwrap(cause) : error;
    }

    private boolean giveUpLate(long nowMillis) {
        boolean hasWorked = false;
        for (Iterator<Attempt> oldest = outstanding.iterator(); oldest.hasNext(); oldest = outstanding.iterator()) {
            Attempt attempt = oldest.next();
            if (nowMillis - attempt.startedMillis < timeoutMillis) {
                break;
            }
            oldest.remove();
            attempt.cancel();
            counters.timeouts++;
            onFailed(attempt.call, new TimeoutException("no answer within " + settings.timeout()), nowMillis);
            hasWorked = true;
        }
        return hasWorked;
    }

    private void onFailed(Call call, Throwable cause, long nowMillis) {
        if (cause instanceof Error || call.attempts > settings.retriesMax()) {
            forget(call);
            asker.onFailure(call, cause);
        } else {
            call.dueMillis = nowMillis + settings.backOffMillis(call.attempts);
            resting.add(call);
        }
    }

    private void forget(Call call) {
        if (isSharing) {
            call.keys.forEach(shared::remove);
        }
    }

    /** Whether anything is under way or rests before a retry. */
    boolean isAnyUnderWay() {
        return open != null || !outstanding.isEmpty() || !resting.isEmpty();
    }

    /** Gives up all that is under way, since nobody waits any more. */
    void cancelAll() {
        // A copy: what is cancelled may call back.
        for (Attempt attempt : outstanding.toArray(new Attempt[0])) {
            outstanding.remove(attempt);
            attempt.cancel();
        }
    }
}
