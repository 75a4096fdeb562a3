package dev.millrace.api.connector;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A sink does not take one record, and is not damaged by that. Thrown by {@link SinkWriter#write}, which has written the records
 * before that one and none of those behind it. The policy of the sink says what becomes of the record; if it is set aside, or
 * tried again, {@code write} is called with what is left.
 */
public final class RecordRefusedException extends Exception {

    @Serial
    private static final long serialVersionUID = 1L;

    private final int index;

    /**
     * Makes one.
     *
     * @param index of the record among those that the call was given
     * @param message why it is refused
     * @param cause what the sink's system said, or null
     */
    public RecordRefusedException(int index, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.index = index;
    }

    /**
     * Which record.
     *
     * @return its index among those that the call was given
     */
    public int index() {
        return index;
    }
}
