package dev.millrace.api.failure;

import java.io.Serial;

/** More records failed than the policy of their operator lets go by. Its cause is why the last of them failed. */
public final class FloodException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message with both counts, that of the limit and that of the failures
     * @param last why the last record failed
     */
    public FloodException(String message, Throwable last) {
        super(message, last);
    }
}
