package dev.millrace.api.connector;

import dev.millrace.api.storage.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Records that the program itself pushes into a running job through an {@link Ingress}. Immutable.
 *
 * <p>Without a {@linkplain #journal(Path) journal} pushed records cannot be replayed: what was pushed since the last checkpoint is
 * lost with the process.
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
 * @param capacity how many records may wait in memory, at least 1
 * @param whenFull what a full ingress does
 * @param blockMax how long {@link Ingress#put} waits at the most, or null for as long as it takes
 * @param log where records are kept outside memory, or null
 * @param <T> type of the records
 */
public record Push<T>(
        Class<T> type,
        int capacity,
        Overflow whenFull,
        @Nullable Duration blockMax,
        @Nullable PushLog log) implements Source<T> {

    /** How many records may wait, unless set. */
    public static final int DEFAULT_CAPACITY = 8_192;

    /** The largest capacity. */
    public static final int CAPACITY_MAX = 1 << 26;

    /** What an ingress does with a record for which it has no room. */
    public enum Overflow {
        /** {@link Ingress#put} waits for room, at most as long as {@link Push#blockAtMost} says. */
        BLOCK,
        /** {@link Ingress#put} throws {@link IngressFullException}. */
        FAIL,
        /** The new record is dropped, and counted in the ledger. */
        DROP_NEWEST,
        /** The oldest waiting record is dropped, and counted in the ledger. Not for a journal, which has promised to keep it. */
        DROP_OLDEST,
        /**
         * The record goes to the log, from which it is read when its turn comes, also after a crash. When the log has no room,
         * either, {@link Ingress#put} waits as if this were {@link #BLOCK}.
         */
        SPILL
    }

    /** Validates. */
    public Push {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(whenFull, "whenFull");
        if (capacity < 1 || capacity > CAPACITY_MAX) {
            throw new IllegalArgumentException(
                    "the capacity of an ingress must be between 1 and " + CAPACITY_MAX + ", got " + capacity);
        }
        if (blockMax != null && (blockMax.isNegative() || blockMax.isZero())) {
            throw new IllegalArgumentException("an ingress must wait for longer than nothing, got " + blockMax
                    + "; whenFull(FAIL) does not wait at all");
        }
        if (whenFull == Overflow.SPILL && log == null) {
            throw new IllegalArgumentException(
                    "whenFull(SPILL) needs a place on a disk; use spillTo(directory), or journal(directory) before it");
        }
        if (whenFull == Overflow.DROP_OLDEST && log != null && log.isJournal()) {
            throw new IllegalArgumentException("whenFull(DROP_OLDEST) would drop what the journal in " + log.describe()
                    + " has promised to keep; use BLOCK, FAIL, DROP_NEWEST or SPILL");
        }
        if (whenFull != Overflow.SPILL && log != null && !log.isJournal()) {
            throw new IllegalArgumentException("with " + whenFull + " nothing would be spilled to " + log.describe()
                    + "; leave out spillTo(...), or whenFull(...)");
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
        return new Push<>(type, DEFAULT_CAPACITY, Overflow.BLOCK, null, null);
    }

    /**
     * Sets how many records may wait in memory.
     *
     * @param records at least 1
     * @return a new source
     */
    public Push<T> capacity(int records) {
        return new Push<>(type, records, whenFull, blockMax, log);
    }

    /**
     * Sets what a full ingress does.
     *
     * @param overflow the policy; {@link Overflow#SPILL} after {@link #journal(Path)} only, else see {@link #spillTo(Path)}
     * @return a new source
     */
    public Push<T> whenFull(Overflow overflow) {
        return new Push<>(type, capacity, overflow, blockMax, log);
    }

    /**
     * Sets how long {@link Ingress#put} waits for room before it throws {@link IngressFullException}.
     *
     * @param timeout longer than nothing; for ever unless set
     * @return a new source
     */
    public Push<T> blockAtMost(Duration timeout) {
        return new Push<>(type, capacity, whenFull, Objects.requireNonNull(timeout, "timeout"), log);
    }

    /**
     * Has every record made durable before {@link Ingress#put} returns, so that it can be read again: with checkpoints, what is
     * pushed is then processed exactly once. Threads that push at the same time share the price of the disk.
     *
     * <p>What a checkpoint covers is removed when as many as the job keeps have been completed. Without checkpoints nothing is,
     * and a job that is started again begins with the first record.
     *
     * @param directory made if it does not exist; of this ingress alone
     * @return a new source
     */
    public Push<T> journal(Path directory) {
        return with(PushLog.in(directory, true));
    }

    /**
     * As {@link #journal(Path)}, in a storage of the caller's.
     *
     * @param storage of this ingress alone; the caller closes it
     * @return a new source
     */
    public Push<T> journal(Storage storage) {
        return with(PushLog.in(storage, true));
    }

    /**
     * Has records for which there is no room in memory go to a disk. Those that have, and are not processed, are processed after a
     * crash, in order; those that wait in memory are lost in one.
     *
     * @param directory made if it does not exist; of this ingress alone
     * @return a new source with {@link Overflow#SPILL}
     */
    public Push<T> spillTo(Path directory) {
        return new Push<>(type, capacity, Overflow.SPILL, blockMax, PushLog.in(directory, false));
    }

    /**
     * As {@link #spillTo(Path)}, in a storage of the caller's.
     *
     * @param storage of this ingress alone; the caller closes it
     * @return a new source with {@link Overflow#SPILL}
     */
    public Push<T> spillTo(Storage storage) {
        return new Push<>(type, capacity, Overflow.SPILL, blockMax, PushLog.in(storage, false));
    }

    /**
     * Sets how long the files of the journal or of what is spilled may get together. When they are, the ingress is full.
     *
     * @param bytes at least {@link PushLog#BYTES_MAX_MIN}; {@link PushLog#DEFAULT_BYTES_MAX} unless set
     * @return a new source
     * @throws IllegalStateException if there is no journal, and nothing is spilled
     */
    public Push<T> bytesMax(long bytes) {
        PushLog limited = log;
        if (limited == null) {
            throw new IllegalStateException(
                    "bytesMax(" + bytes
                            + ") limits a journal or what is spilled, and there is neither; call journal(...) or spillTo(...) before");
        }
        return with(limited.withBytesMax(bytes));
    }

    private Push<T> with(PushLog changed) {
        return new Push<>(type, capacity, whenFull, blockMax, changed);
    }

    /**
     * Not for pushed records, the pace of which is the program's.
     *
     * @return never
     * @throws UnsupportedOperationException always
     */
    @Override
    public Source<T> rateLimit(long recordsPerSecond) {
        throw new UnsupportedOperationException(
                "what is pushed has the program's pace; limit the sink, and backpressure"
                        + " has put(...) wait: Sink.rateLimit(" + recordsPerSecond + ")");
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
        return log != null && log.isJournal();
    }

    @Override
    public String describe() {
        String where = log == null ? "" : (log.isJournal() ? ", journal in " : ", spills to ") + log.describe();
        return "push of " + type.getSimpleName() + ", capacity " + capacity + ", " + whenFull + where;
    }
}
