package dev.millrace.engine.job;

import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.SourceReader;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A pushed source in a job on the caller's thread: the record goes straight through the pipeline, with no queue and no
 * lock. Used by one thread.
 */
public final class DirectPush implements PushInput, Ingress<Object>, SourceReader<Object> {

    private final String source;
    private final Runnable runJob;
    private final Supplier<@Nullable RuntimeException> refusal;
    private @Nullable Object record;
    private long nextSequence;
    private boolean isClosed;

    /**
     * Makes one.
     *
     * @param source name of the source
     * @param runJob steps the job until it has nothing to do
     * @param refusal why nothing can be pushed any more, or null while the job runs
     */
    public DirectPush(String source, Runnable runJob, Supplier<@Nullable RuntimeException> refusal) {
        this.source = source;
        this.runJob = runJob;
        this.refusal = refusal;
    }

    @Override
    public long put(Object pushed) {
        RuntimeException end = refusal.get();
        if (end != null || isClosed) {
            throw new IllegalStateException(
                    "nothing can be pushed into '" + source + "': "
                            + (end == null ? "its ingress is closed" : end.getMessage()),
                    end);
        }
        if (record != null) {
            throw new IllegalStateException("'" + source + "' has not taken the record before: a sink is not ready, or"
                    + " this was called from within the pipeline");
        }
        record = Objects.requireNonNull(pushed, "a record must not be null");
        runJob.run();
        return nextSequence++;
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
    public Status read(RecordCollector<Object> out) {
        Object taken = record;
        if (taken == null) {
            return isClosed ? Status.END : Status.CAUGHT_UP;
        }
        record = null;
        out.collect(taken, nextSequence);
        return Status.DATA;
    }

    @Override
    public void close() {
        if (!isClosed) {
            isClosed = true;
            runJob.run();
        }
    }

    @Override
    public byte[] position() {
        throw new UnsupportedOperationException("pushed records cannot be replayed");
    }

    @Override
    public Ingress<Object> ingress() {
        return this;
    }

    @Override
    public SourceReader<Object> reader() {
        return this;
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
    public void onJobEnd() {
        // Nobody waits: there is one thread.
    }
}
