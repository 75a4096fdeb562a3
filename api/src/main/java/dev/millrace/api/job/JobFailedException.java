package dev.millrace.api.job;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Why a job failed: the operator, the record's position in its source where one is known, and the cause. */
public final class JobFailedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final String operator;
    private final @Nullable String position;

    /**
     * Makes one.
     *
     * @param job name of the job
     * @param operator name of the operator that failed
     * @param position where the record came from, as {@code edits.json.gz, line 17}, or null if none is to blame
     * @param cause what was thrown
     */
    public JobFailedException(String job, String operator, @Nullable String position, Throwable cause) {
        super(
                "job '" + job + "' failed in '" + operator + "'" + (position == null ? "" : " at " + position) + ": "
                        + reason(cause),
                cause);
        this.operator = operator;
        this.position = position;
    }

    private JobFailedException(JobFailedException last, String message) {
        super(message, last.getCause());
        operator = last.operator;
        position = last.position;
    }

    /**
     * The failure of a job that was restarted, and failed again and again because of the same record.
     *
     * @param times how often it failed there
     * @return a failure that says so, and what would set the record aside
     */
    public JobFailedException again(int times) {
        JobFailedException again = new JobFailedException(
                this,
                getMessage() + "; failed again at the same position: "
                        + (position == null ? "" : position + ", ") + "operator '" + operator + "', " + times
                        + " times. onFailure(FailurePolicy.deadLetter()) there, or for the pipeline, sets such a record"
                        + " aside");
        again.setStackTrace(getStackTrace());
        for (Throwable suppressed : getSuppressed()) {
            again.addSuppressed(suppressed);
        }
        return again;
    }

    /**
     * Whether another failure is that of the same record in the same operator.
     *
     * @param other the other one, or null
     * @return false where no record is to blame
     */
    public boolean isSameRecordAs(@Nullable JobFailedException other) {
        return other != null && position != null && position.equals(other.position) && operator.equals(other.operator);
    }

    private static String reason(Throwable cause) {
        String message = cause.getMessage();
        // The class says more than the message of most JDK exceptions, but an error made for users speaks for itself.
        return message == null ? cause.toString() : cause.getClass().getSimpleName() + ": " + message;
    }

    /**
     * The operator that failed.
     *
     * @return its name in the pipeline
     */
    public String operator() {
        return operator;
    }

    /**
     * Where the record came from that could not be processed.
     *
     * @return source and position, or null if no single record is to blame
     */
    public @Nullable String position() {
        return position;
    }
}
