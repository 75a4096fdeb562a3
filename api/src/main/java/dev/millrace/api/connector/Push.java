package dev.millrace.api.connector;

import java.util.List;
import java.util.Objects;

/**
 * Records that the program itself pushes into a running job through an {@link Ingress}. Immutable.
 *
 * <p>Pushed records cannot be replayed: what was pushed since the last checkpoint is lost with the process.
 *
 * <pre>{@code
 * Stream<Bid> bids = pipeline.read("bids", Push.of(Bid.class).capacity(10_000).eventTime(Bid::time));
 * ...
 * Ingress<Bid> in = job.ingress(bids);
 * in.put(bid);
 * in.close();
 * }</pre>
 *
 * @param type class of the records
 * @param capacity how many records may wait, at least 1
 * @param whenFull what a full ingress does
 * @param <T> type of the records
 */
public record Push<T>(Class<T> type, int capacity, Overflow whenFull) implements Source<T> {

    /** How many records may wait, unless set. */
    public static final int DEFAULT_CAPACITY = 8_192;

    /** The largest capacity. */
    public static final int CAPACITY_MAX = 1 << 26;

    /** What an ingress does with a record for which it has no room. */
    public enum Overflow {
        /** {@link Ingress#put} waits for room. */
        BLOCK,
        /** {@link Ingress#put} throws {@link IngressFullException}. */
        FAIL,
        /** The new record is dropped, and counted in the ledger. */
        DROP_NEWEST,
        /** The oldest waiting record is dropped, and counted in the ledger. */
        DROP_OLDEST
    }

    /** Validates. */
    public Push {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(whenFull, "whenFull");
        if (capacity < 1 || capacity > CAPACITY_MAX) {
            throw new IllegalArgumentException(
                    "the capacity of an ingress must be between 1 and " + CAPACITY_MAX + ", got " + capacity);
        }
    }

    /**
     * A source of pushed records that blocks when full.
     *
     * @param type class of the records
     * @param <T> type of the records
     * @return the source
     */
    public static <T> Push<T> of(Class<T> type) {
        return new Push<>(type, DEFAULT_CAPACITY, Overflow.BLOCK);
    }

    /**
     * Sets how many records may wait.
     *
     * @param records at least 1
     * @return a new source
     */
    public Push<T> capacity(int records) {
        return new Push<>(type, records, whenFull);
    }

    /**
     * Sets what a full ingress does.
     *
     * @param overflow the policy
     * @return a new source
     */
    public Push<T> whenFull(Overflow overflow) {
        return new Push<>(type, capacity, overflow);
    }

    /**
     * Not for calling: a runner makes the one split of this source itself.
     *
     * @return never
     * @throws UnsupportedOperationException always
     */
    @Override
    public List<? extends Split<T>> splits() {
        throw new UnsupportedOperationException(
                "this runner does not support Push: a runner must recognize it and offer an Ingress");
    }

    @Override
    public boolean isReplayable() {
        return false;
    }

    @Override
    public String describe() {
        return "push of " + type.getSimpleName() + ", capacity " + capacity + ", " + whenFull;
    }
}
