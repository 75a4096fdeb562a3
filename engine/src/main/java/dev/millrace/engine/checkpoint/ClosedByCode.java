package dev.millrace.engine.checkpoint;

import dev.millrace.api.type.CorruptDataException;
import dev.millrace.api.window.ClosedBy;

/** The bytes that stand for what moves time; fixed, whatever becomes of the order of the constants. */
final class ClosedByCode {

    private static final ClosedBy[] BY_CODE = {ClosedBy.WATERMARK, ClosedBy.SILENCE, ClosedBy.END};

    private ClosedByCode() {}

    static int of(ClosedBy cause) {
        return switch (cause) {
            case WATERMARK -> 0;
            case SILENCE -> 1;
            case END -> 2;
            case COUNT, NOT_CLOSED -> throw new AssertionError(cause + " does not move time");
        };
    }

    static ClosedBy read(int code) {
        if (code >= BY_CODE.length) {
            throw new CorruptDataException("time is moved by " + code);
        }
        return BY_CODE[code];
    }
}
