package dev.millrace.connector.http;

import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import java.io.IOException;

/**
 * Where a reader resumes. Its bytes are described in the package description.
 *
 * @param number of events read
 * @param lastEventId what the server is given
 */
record EventPosition(long number, String lastEventId) {

    static final EventPosition START = new EventPosition(0, "");

    private static final int VERSION = 1;

    byte[] toBytes() {
        BinaryOutput out = new BinaryOutput();
        out.writeByte(VERSION);
        out.writeVarint(number);
        out.writeString(lastEventId);
        return out.toByteArray();
    }

    static EventPosition of(byte[] bytes) throws IOException {
        BinaryInput in = new BinaryInput(bytes);
        int version = in.readByte();
        if (version != VERSION) {
            throw new IOException("a stored position in a stream of events must have version " + VERSION + ", got "
                    + version + "; it is that of another connector or release: start without it");
        }
        return new EventPosition(in.readVarint(), in.readString());
    }
}
