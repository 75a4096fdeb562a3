package dev.millrace.connector.http;

import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.SourceReader;
import java.io.IOException;

/** Hands over what the thread of a stream has read. Owned by one thread. */
final class EventReader implements SourceReader<ServerSentEvent> {

    private final EventThread events;
    private long number;
    private String lastEventId;

    EventReader(EventPosition resume, EventThread events) {
        this.events = events;
        number = resume.number();
        lastEventId = resume.lastEventId();
    }

    @Override
    public Status read(RecordCollector<ServerSentEvent> out) throws IOException {
        // Before the queue is looked at: an event that comes in between must not be behind the known end.
        boolean isConnected = events.isConnected();
        int room = out.remaining();
        int collected = 0;
        while (collected < room) {
            ServerSentEvent event = events.poll();
            if (event == null) {
                break;
            }
            lastEventId = event.id();
            out.collect(event, ++number);
            collected++;
        }
        if (collected > 0) {
            return Status.DATA;
        }
        events.requireRunning();
        return isConnected && room > 0 ? Status.CAUGHT_UP : Status.UNAVAILABLE;
    }

    @Override
    public byte[] position() {
        return new EventPosition(number, lastEventId).toBytes();
    }

    @Override
    public void close() {
        events.close();
    }
}
