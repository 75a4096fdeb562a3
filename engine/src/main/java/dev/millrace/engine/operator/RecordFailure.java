package dev.millrace.engine.operator;

import java.io.Serial;

/** User code, or a rule, refused one record. Caught by the task, which knows the operator's name. */
public final class RecordFailure extends Exception {

    /** For a failure that no single record is to blame for. */
    public static final long NO_ORIGIN = Long.MIN_VALUE;

    @Serial
    private static final long serialVersionUID = 1L;

    private final long origin;
    private final Throwable cause;

    /**
     * Makes one.
     *
     * @param origin of the record, or {@link #NO_ORIGIN}
     * @param cause what was thrown
     */
    public RecordFailure(long origin, Throwable cause) {
        super(cause);
        this.origin = origin;
        this.cause = cause;
    }

    /** What was thrown; never null, unlike {@link #getCause}. */
    public Throwable cause() {
        return cause;
    }

    /** Origin of the record, or {@link #NO_ORIGIN}. */
    public long origin() {
        return origin;
    }
}
