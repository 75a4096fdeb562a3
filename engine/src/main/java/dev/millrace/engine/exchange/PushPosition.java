package dev.millrace.engine.exchange;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import org.jspecify.annotations.Nullable;

/**
 * Where an ingress stands, as a checkpoint has it: <i>varint</i> number of the next record, <i>varint</i> records dropped so far,
 * byte 1 if all were in a journal.
 *
 * @param next number of the record that is to be read next
 * @param dropped how many were dropped before
 * @param isJournaled whether all records before it have been in a journal
 */
public record PushPosition(long next, long dropped, boolean isJournaled) {

    /** Of an ingress from which nothing has been read. */
    public static final PushPosition START = new PushPosition(0, 0, false);

    byte[] toBytes() {
        BinaryOutput out = new BinaryOutput();
        out.writeVarint(next);
        out.writeVarint(dropped);
        out.writeBoolean(isJournaled);
        return out.toByteArray();
    }

    /** Reads one; null if there is none, as in checkpoints of before there were any. */
    public static @Nullable PushPosition of(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length == 0) {
            return null;
        }
        BinaryInput in = new BinaryInput(bytes);
        return new PushPosition(in.readVarint(), in.readVarint(), in.readBoolean());
    }
}
