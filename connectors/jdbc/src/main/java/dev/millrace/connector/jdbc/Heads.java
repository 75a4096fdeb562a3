package dev.millrace.connector.jdbc;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Up to which row all are there. Rows become visible when their transactions are committed, which is not in the order of their numbers or times: what is
 * behind the last row that is seen now may be joined by others before it. So rows are read only up to where the end was some time
 * ago: a transaction that took its number before then has ended since, unless it took longer than that. Owned by one thread.
 */
final class Heads {

    private record Head(Instant seen, List<Object> key) {}

    private final long settleMillis;
    private final Deque<Head> waiting = new ArrayDeque<>();
    private List<Object> newest = List.of();
    private List<Object> settled = List.of();

    Heads(long settleMillis) {
        this.settleMillis = settleMillis;
    }

    /** Notes where the end is now, empty if there is no row; tells where it was long enough ago, empty if there was none. */
    List<Object> settled(List<Object> head, Instant now) {
        if (!head.equals(newest)) {
            newest = head;
            if (!head.isEmpty()) {
                waiting.add(new Head(now, head));
            }
        }
        while (!waiting.isEmpty() && !now.isBefore(waiting.getFirst().seen.plusMillis(settleMillis))) {
            settled = waiting.remove().key;
        }
        return settled;
    }

    /** Whether there is nothing behind what {@link #settled} has told. */
    boolean isAllSettled() {
        return waiting.isEmpty();
    }
}
