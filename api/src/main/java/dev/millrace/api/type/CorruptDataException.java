package dev.millrace.api.type;

/** Bytes are not what was written: damaged, cut short, of another program, or of a version that this one cannot read. */
public final class CorruptDataException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what is wrong, and where
     */
    public CorruptDataException(String message) {
        super(message);
    }

    /**
     * Makes one.
     *
     * @param message what is wrong, and where
     * @param cause what found it
     */
    public CorruptDataException(String message, Throwable cause) {
        super(message, cause);
    }
}
