package dev.millrace.engine.job;

import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.engine.exchange.IngressQueue;

/**
 * A pushed source with a queue between the program's threads and the worker's.
 *
 * @param queue both sides
 */
public record QueuedPush(IngressQueue queue) implements PushInput {

    @Override
    public Ingress<Object> ingress() {
        return queue;
    }

    @Override
    public SourceReader<Object> reader() {
        return queue;
    }

    @Override
    public long dropped() {
        return queue.dropped();
    }

    @Override
    public long waiting() {
        return queue.waiting();
    }

    @Override
    public void onJobEnd() {
        queue.onJobEnd();
    }
}
