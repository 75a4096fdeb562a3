package dev.millrace.engine.checkpoint;

import dev.millrace.api.job.PendingSavepoint;
import dev.millrace.api.job.Savepoint;
import dev.millrace.api.job.SavepointFailedException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A savepoint that somebody asked for. Thread-safe; completed once. */
public final class SavepointRequest implements PendingSavepoint {

    static final String LABEL = "[A-Za-z0-9][A-Za-z0-9_-]{0,63}";

    private static final Pattern LABEL_PATTERN = Pattern.compile(LABEL);

    private final Optional<String> label;
    private final boolean isStop;
    private final Runnable beforeWaiting;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable Savepoint written;
    private volatile @Nullable SavepointFailedException failure;

    /**
     * Makes one.
     *
     * @param label of the user's, if any
     * @param isStop whether the job is to end with it
     * @param beforeWaiting throws if the calling thread must not wait
     * @throws IllegalArgumentException if that cannot be a label
     */
    public SavepointRequest(Optional<String> label, boolean isStop, Runnable beforeWaiting) {
        if (label.isPresent() && !LABEL_PATTERN.matcher(label.get()).matches()) {
            throw new IllegalArgumentException(
                    "'" + label.get() + "' cannot be the label of a savepoint, which is a part"
                            + " of a file's name: use at most 64 letters, digits, '-' and '_', a letter or digit first");
        }
        this.label = label;
        this.isStop = isStop;
        this.beforeWaiting = beforeWaiting;
    }

    /** Its label, if any. */
    public Optional<String> label() {
        return label;
    }

    /** Whether the job is to end with it. */
    public boolean isStop() {
        return isStop;
    }

    /** The savepoint as last written, or null; done or not. */
    public @Nullable Savepoint written() {
        return written;
    }

    /** It is complete. Whoever waits goes on with {@link #finish}. */
    public void onWritten(Savepoint savepoint) {
        written = savepoint;
    }

    /** Lets go of who waits for what was written. */
    public void finish() {
        done.countDown();
    }

    /** It will never be. */
    public void fail(SavepointFailedException why) {
        failure = why;
        done.countDown();
    }

    @Override
    public boolean isDone() {
        return done.getCount() == 0;
    }

    @Override
    public Optional<Savepoint> await(Duration timeout) throws InterruptedException {
        if (!isDone()) {
            beforeWaiting.run();
        }
        if (!done.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            return Optional.empty();
        }
        SavepointFailedException failed = failure;
        if (failed != null) {
            throw failed;
        }
        return Optional.ofNullable(written);
    }
}
