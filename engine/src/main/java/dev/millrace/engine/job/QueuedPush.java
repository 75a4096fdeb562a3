package dev.millrace.engine.job;

import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.RecordCollector;
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
        return new Reader(queue);
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
    public void end() {
        queue.close();
    }

    @Override
    public void onJobEnd() {
        queue.onJobEnd();
    }

    /** The queue outlives its reader: the next execution of the job reads on. */
    private record Reader(IngressQueue queue) implements SourceReader<Object> {

        @Override
        public Status read(RecordCollector<Object> out) {
            return queue.read(out);
        }

        @Override
        public byte[] position() {
            return queue.position();
        }

        @Override
        public void close() {
            // The program closes the stream, or the end of the job.
        }
    }
}
