package dev.millrace.api.view;

/** There is no view: the job has ended, or did not get so far in time, or its state cannot be stored. */
public final class StateUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /**
     * Makes one.
     *
     * @param message why, and what to do
     */
    public StateUnavailableException(String message) {
        super(message);
    }

    /**
     * Makes one.
     *
     * @param message why, and what to do
     * @param cause what went wrong
     */
    public StateUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
