package dev.millrace.connector.http;

import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.type.BinaryInput;
import dev.millrace.api.type.BinaryOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Hands over the messages of a connection. Owned by one thread. */
final class MessageReader implements SourceReader<String> {

    private final MessageConnection connection;
    private long number;

    MessageReader(MessageConnection connection, byte @Nullable [] position) {
        this.connection = connection;
        number = position == null ? 0 : new BinaryInput(position).readVarint();
    }

    @Override
    public Status read(RecordCollector<String> out) throws Exception {
        // Before the queue is looked at: a message that comes in between must not be behind the known end.
        boolean isConnected = connection.isOpen();
        int room = out.remaining();
        int collected = 0;
        while (collected < room) {
            MessageConnection.Message message = connection.poll();
            if (message == null) {
                break;
            }
            number++;
            collected++;
            if (message.text() != null) {
                out.collect(message.text(), number);
            } else {
                out.refuse(
                        message.bytes(),
                        number,
                        new IOException(connection + ", message " + number + ": is binary, and texts are read"));
            }
        }
        if (collected > 0) {
            return Status.DATA;
        }
        connection.requireUnfailed();
        return isConnected && room > 0 ? Status.CAUGHT_UP : Status.UNAVAILABLE;
    }

    /** How many messages were read, so that they keep their numbers over a restart. */
    @Override
    public byte[] position() {
        BinaryOutput out = new BinaryOutput();
        out.writeVarint(number);
        return out.toByteArray();
    }

    @Override
    public void close() {
        connection.close();
    }
}
