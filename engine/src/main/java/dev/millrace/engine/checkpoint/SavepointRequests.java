package dev.millrace.engine.checkpoint;

import dev.millrace.api.job.Savepoint;
import org.jspecify.annotations.Nullable;

/** The savepoints that are asked for and not made yet, served one after the other. Outlives executions of a job. Thread-safe. */
public interface SavepointRequests {

    /** Nobody asks. */
    SavepointRequests NONE = new SavepointRequests() {
        @Override
        public boolean isAnyWaiting() {
            return false;
        }

        @Override
        public @Nullable SavepointRequest first() {
            return null;
        }

        @Override
        public void onWritten(SavepointRequest request, Savepoint savepoint) {
            throw new AssertionError("nobody asked");
        }

        @Override
        public void onFailed(SavepointRequest request, Exception cause) {
            throw new AssertionError("nobody asked");
        }
    };

    /** Whether {@link #first} gives one; asked for at each step of a source, so cheap. */
    boolean isAnyWaiting();

    /** The one to be served next, which stays until it is told what has become of it; null if there is none. */
    @Nullable
    SavepointRequest first();

    /** It is complete. */
    void onWritten(SavepointRequest request, Savepoint savepoint);

    /** It could not be written. */
    void onFailed(SavepointRequest request, Exception cause);
}
