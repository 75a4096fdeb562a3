package dev.millrace.api.state;

/** A store was asked what it held once, and retention has not kept that. */
public final class VersionGoneException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what was asked for, and what is kept
     */
    public VersionGoneException(String message) {
        super(message);
    }
}
