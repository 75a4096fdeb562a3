package dev.millrace.api.state;

/** Somebody else has written to a key of which a batch requires a version. Read again and try again. */
public final class VersionConflictException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message the key, and both versions
     */
    public VersionConflictException(String message) {
        super(message);
    }
}
