package dev.millrace.sketches;

import dev.millrace.api.type.CorruptDataException;
import dev.millrace.api.type.ValueInput;
import java.util.function.Function;

/** Sketches are stored as their library writes them. */
final class Images {

    private Images() {}

    /** Reads a sketch of bytes. The library checks them, and throws what it likes. */
    static <S> S read(ValueInput in, String aggregate, Function<byte[], S> heapify) {
        byte[] bytes = in.readBytes();
        try {
            return heapify.apply(bytes);
        } catch (RuntimeException | AssertionError refused) {
            throw new CorruptDataException("no sketch of " + aggregate + ": " + refused.getMessage(), refused);
        }
    }
}
