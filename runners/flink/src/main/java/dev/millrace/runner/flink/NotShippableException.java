package dev.millrace.runner.flink;

import java.io.IOException;
import java.io.Serial;

/** Something of a pipeline cannot be sent to another process. */
final class NotShippableException extends IllegalArgumentException {

    @Serial
    private static final long serialVersionUID = 1L;

    private final boolean isLocated;

    /** Of an object, whose class is the message of the cause. */
    NotShippableException(IOException cause) {
        super(
                cause.getMessage() + " is neither serializable nor a record; make it one, or make it where it is used",
                cause);
        isLocated = false;
    }

    /** Of an object that a function has captured. */
    NotShippableException(CapturedValue captured, NotShippableException cause) {
        super(captured + ", and " + cause.getMessage(), cause);
        isLocated = true;
    }

    /** Whether it says which function it is, and what of it. */
    boolean isLocated() {
        return isLocated;
    }
}
