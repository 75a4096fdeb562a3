package dev.millrace.testkit;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A source whose readers wait for what is being fetched, for runs on one thread, which would take them to have nothing: of a connector that
 * fetches on a thread of its own. Readers of machines that died, whom nobody closes, are closed when the next machine starts. Used by
 * one thread.
 *
 * @param <T> type of the records
 */
public final class WaitingSource<T> implements Source<T> {

    private static final long LOOK_AGAIN_MILLIS = 20;

    private final Source<T> source;
    private final List<SourceReader<T>> open = new ArrayList<>();

    /**
     * Has readers of a source wait.
     *
     * @param source whose splits are bounded: a reader waits until there is a record, or the end
     */
    public WaitingSource(Source<T> source) {
        this.source = source;
    }

    @Override
    public List<? extends Split<T>> splits() throws Exception {
        for (SourceReader<T> reader : open) {
            reader.close();
        }
        open.clear();
        return source.splits().stream().map(WaitingSplit::new).toList();
    }

    @Override
    public boolean isReplayable() {
        return source.isReplayable();
    }

    private final class WaitingSplit implements Split<T> {

        private final Split<T> split;

        WaitingSplit(Split<T> split) {
            this.split = split;
        }

        @Override
        public String id() {
            return split.id();
        }

        @Override
        public boolean isBounded() {
            return split.isBounded();
        }

        @Override
        public SourceReader<T> open(ReaderContext context, byte @Nullable [] position) throws Exception {
            Semaphore fetched = new Semaphore(0);
            ReaderContext waking = new ReaderContext(context.clock(), fetched::release, context.isNew());
            WaitingReader reader = new WaitingReader(split.open(waking, position), fetched);
            open.add(reader);
            return reader;
        }
    }

    private final class WaitingReader implements SourceReader<T> {

        private final SourceReader<T> reader;
        private final Semaphore fetched;
        private boolean isClosed;

        WaitingReader(SourceReader<T> reader, Semaphore fetched) {
            this.reader = reader;
            this.fetched = fetched;
        }

        @Override
        public Status read(RecordCollector<T> out) throws Exception {
            Status status = reader.read(out);
            while (status == Status.UNAVAILABLE || status == Status.CAUGHT_UP) {
                // An end may be known without anything having been fetched.
                if (fetched.tryAcquire(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                    fetched.drainPermits();
                }
                status = reader.read(out);
            }
            return status;
        }

        @Override
        public byte[] position() throws Exception {
            return reader.position();
        }

        @Override
        public void onDurable(byte[] position) throws Exception {
            reader.onDurable(position);
        }

        @Override
        public void close() throws Exception {
            if (!isClosed) {
                isClosed = true;
                reader.close();
            }
        }
    }
}
