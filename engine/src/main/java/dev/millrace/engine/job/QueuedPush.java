package dev.millrace.engine.job;

import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.Push;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.storage.Storage;
import dev.millrace.api.type.Codecs;
import dev.millrace.engine.exchange.IngressQueue;
import dev.millrace.engine.exchange.PushPosition;
import dev.millrace.engine.state.Footprint;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A pushed source with a queue between the program's threads and the worker's.
 *
 * @param queue both sides
 */
public record QueuedPush(IngressQueue queue) implements PushInput {

    /**
     * Makes one, with its log if it has one.
     *
     * @param source its name
     * @param push capacity, policy and limits
     * @param storage has its log; null without one
     * @param codecs write and read records in the log
     * @param wakeUp ends the idling of the worker that reads it
     * @param refusal why nothing can be pushed any more, or null while the job runs
     * @throws IOException if the log cannot be read
     */
    public static QueuedPush open(
            String source,
            Push<?> push,
            @Nullable Storage storage,
            Codecs codecs,
            Runnable wakeUp,
            Supplier<@Nullable RuntimeException> refusal)
            throws IOException {
        return new QueuedPush(
                storage == null
                        ? new IngressQueue(source, push, wakeUp, refusal)
                        : new IngressQueue(source, push, storage, codecs, wakeUp, refusal));
    }

    @Override
    public Ingress<Object> ingress() {
        return queue;
    }

    @Override
    public SourceReader<Object> reader() {
        return new Reader(queue);
    }

    @Override
    public void begin(byte @Nullable [] position, boolean hasEnded, boolean isCheckpointed) throws IOException {
        queue.begin(PushPosition.of(position), hasEnded, isCheckpointed);
    }

    @Override
    public void onCompleted(byte[] position, byte @Nullable [] oldest) {
        PushPosition through = PushPosition.of(position);
        PushPosition before = PushPosition.of(oldest);
        if (through != null) {
            queue.onCompleted(through.next(), before == null ? 0 : before.next());
        }
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
    public void weigh(Footprint footprint) {
        footprint.referencePages(1, queue.capacity());
        footprint.longPages(1, queue.capacity());
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
        public Status read(RecordCollector<Object> out) throws IOException {
            return queue.read(out);
        }

        @Override
        public OptionalLong lag() {
            return OptionalLong.of(queue.waiting());
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
