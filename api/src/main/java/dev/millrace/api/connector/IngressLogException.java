package dev.millrace.api.connector;

import java.io.IOException;
import java.io.Serial;
import java.util.Objects;

/**
 * The log of an ingress could not be written, for instance because the disk is full. The record was not taken, and the next
 * {@link Ingress#put} tries anew with another file. Only if the process dies before one succeeds may a record for which this was
 * thrown be found in the log, and processed.
 */
public final class IngressLogException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param source name of the source
     * @param place where its log is
     * @param cause what the storage said
     */
    public IngressLogException(String source, String place, IOException cause) {
        super(
                "a record was not taken, since the log of '" + source + "' in " + place + " could not be written: "
                        + Objects.requireNonNullElse(cause.getMessage(), cause.toString())
                        + "; put it again when that is mended",
                cause);
    }
}
