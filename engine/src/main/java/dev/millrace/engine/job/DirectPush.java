package dev.millrace.engine.job;

import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.SourceReader;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A pushed source in a job on the caller's thread: the record goes straight through the pipeline, with no queue and no
 * lock. Used by one thread.
 */
public final class DirectPush implements PushInput, Ingress<Object> {

    private final String source;
    private final Caller caller;
    private final Supplier<@Nullable RuntimeException> refusal;
    private @Nullable Object record;
    private long nextSequence;
    private boolean isClosed;

    /** The job, as the caller's thread runs it. */
    public interface Caller {

        /** Throws if the job is at work on this thread already. */
        void requireResting();

        /** Steps the job until it has nothing to do. */
        void run();
    }

    /**
     * Makes one.
     *
     * @param source name of the source
     * @param caller runs the job
     * @param refusal why nothing can be pushed any more, or null while the job runs
     */
    public DirectPush(String source, Caller caller, Supplier<@Nullable RuntimeException> refusal) {
        this.source = source;
        this.caller = caller;
        this.refusal = refusal;
    }

    @Override
    public long put(Object pushed) {
        Objects.requireNonNull(pushed, "a record must not be null");
        requireOpen();
        caller.requireResting();
        if (record != null) {
            // A sink that is not ready has left it here; it may be by now.
            caller.run();
        }
        if (record != null) {
            throw new IllegalStateException(
                    "'" + source
                            + "' has no room: the job is paused, a sink is not ready, or a lookup has as many records in flight as it may");
        }
        record = pushed;
        long sequence = nextSequence++;
        caller.run();
        return sequence;
    }

    private void requireOpen() {
        RuntimeException end = refusal.get();
        if (end != null || isClosed) {
            throw new IllegalStateException(
                    "nothing can be pushed into '" + source + "': "
                            + (end == null ? "its ingress is closed" : end.getMessage()),
                    end);
        }
    }

    @Override
    public boolean offer(Object pushed) {
        if (record != null) {
            return false;
        }
        put(pushed);
        return true;
    }

    @Override
    public int capacity() {
        return 1;
    }

    @Override
    public int remaining() {
        return record == null ? 1 : 0;
    }

    @Override
    public void close() {
        if (!isClosed) {
            caller.requireResting();
            isClosed = true;
            caller.run();
        }
    }

    @Override
    public long highWaterMark() {
        return nextSequence > 0 ? 1 : 0;
    }

    @Override
    public long durableThrough() {
        // There are no checkpoints on the caller's thread.
        return -1;
    }

    @Override
    public Flow.Subscriber<Object> subscriber() {
        throw new UnsupportedOperationException(
                "'" + source + "' runs on the caller's thread, which a publisher is not;"
                        + " start the job on workers, or put what the publisher gives");
    }

    @Override
    public void begin(byte @Nullable [] position, boolean hasEnded, boolean isCheckpointed) {
        // Every execution is the first.
    }

    @Override
    public void onCompleted(byte[] position, byte @Nullable [] oldest) {
        throw new AssertionError("there are no checkpoints on the caller's thread");
    }

    @Override
    public Ingress<Object> ingress() {
        return this;
    }

    @Override
    public SourceReader<Object> reader() {
        return new Reader();
    }

    @Override
    public long dropped() {
        return 0;
    }

    @Override
    public long waiting() {
        return record == null ? 0 : 1;
    }

    @Override
    public void end() {
        isClosed = true;
    }

    @Override
    public void onJobEnd() {
        // Nobody waits: there is one thread.
    }

    private final class Reader implements SourceReader<Object> {

        @Override
        public Status read(RecordCollector<Object> out) {
            Object taken = record;
            if (taken == null) {
                return isClosed ? Status.END : Status.CAUGHT_UP;
            }
            record = null;
            out.collect(taken, nextSequence - 1);
            return Status.DATA;
        }

        @Override
        public byte[] position() {
            // They cannot be replayed.
            return new byte[0];
        }

        @Override
        public void close() {
            // The door is closed by the program, or by the end of the job.
        }
    }
}
