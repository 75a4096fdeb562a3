package dev.millrace.api.connector;

import java.io.Serial;

/**
 * There was no room in an ingress whose policy is {@link Push.Overflow#FAIL}, or none for as long as {@link Push#blockAtMost} allows.
 * The record was not taken.
 */
public final class IngressFullException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Says that as many records wait as may.
     *
     * @param source name of the source
     * @param capacity its capacity
     */
    public IngressFullException(String source, int capacity) {
        super("the ingress of '" + source + "' is full with " + capacity
                + " records; slow down, raise capacity(...), or choose another whenFull(...) policy");
    }

    /**
     * Says that the files have reached their limit.
     *
     * @param source name of the source
     * @param place where its log is
     * @param bytesMax how long the files may get
     */
    public IngressFullException(String source, String place, long bytesMax) {
        super("the log of '" + source + "' in " + place + " has reached its limit of " + bytesMax
                + " bytes; it gets shorter when checkpoints complete or what was spilled is read: look at those, raise"
                + " bytesMax(...), or slow down");
    }
}
