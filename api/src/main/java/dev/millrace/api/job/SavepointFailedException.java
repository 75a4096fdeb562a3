package dev.millrace.api.job;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Why a savepoint was not made. */
public final class SavepointFailedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param job name of the job
     * @param reason a clause for people
     * @param cause what was thrown, or null if nothing was
     */
    public SavepointFailedException(String job, String reason, @Nullable Throwable cause) {
        super("no savepoint of job '" + job + "' was made: " + reason, cause);
    }
}
