package dev.millrace.api.connector;

import java.io.Serial;

/** A record was pushed into a full ingress whose policy is {@link Push.Overflow#FAIL}. */
public final class IngressFullException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param source name of the source
     * @param capacity its capacity
     */
    public IngressFullException(String source, int capacity) {
        super("the ingress of '" + source + "' is full with " + capacity
                + " records; slow down, raise capacity(...), or choose another whenFull(...) policy");
    }
}
