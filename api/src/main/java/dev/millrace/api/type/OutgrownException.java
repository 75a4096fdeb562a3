package dev.millrace.api.type;

/** What was stored is in order, but the classes of now cannot take it. */
final class OutgrownException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    OutgrownException(String message) {
        super(message);
    }
}
