package dev.millrace.engine.operator;

import java.io.Serial;

/** User code, or a rule, refused one record. Caught by the task, which knows the operator's name. */
public final class RecordFailure extends Exception {

    /** For a failure that no single record is to blame for. */
    public static final long NO_ORIGIN = Long.MIN_VALUE;

    @Serial
    private static final long serialVersionUID = 1L;

    /** What {@link #row} is where the row is not known. */
    private static final int NO_ROW = -1;

    private final long origin;
    private final int row;
    private final Throwable cause;

    /**
     * Makes one.
     *
     * @param origin of the record, or {@link #NO_ORIGIN}
     * @param cause what was thrown
     */
    public RecordFailure(long origin, Throwable cause) {
        this(origin, NO_ROW, cause);
    }

    /**
     * Makes one of a row in the batch at hand.
     *
     * @param origin of the record
     * @param row its index
     * @param cause what was thrown
     */
    public RecordFailure(long origin, int row, Throwable cause) {
        super(cause);
        this.origin = origin;
        this.row = row;
        this.cause = cause;
    }

    /** What was thrown; never null, unlike {@link #getCause}. */
    public Throwable cause() {
        return cause;
    }

    /** Index of the record in the batch that was given, or -1 where it is not known. */
    public int row() {
        return row;
    }

    /**
     * Whether the record is to blame, and the job could go on without it. An error says that the program is at its end, or
     * wrong, and not a record.
     */
    public boolean isOfRecord() {
        return !(cause instanceof Error);
    }

    /** Origin of the record, or {@link #NO_ORIGIN}. */
    public long origin() {
        return origin;
    }
}
