package dev.millrace.connector.kafka;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import java.util.ArrayList;
import java.util.List;

/**
 * A source whose readers wait for what is being fetched, for runs on one thread, which would take them to have nothing. Readers of machines
 * that died, whom nobody closes, are closed when the next machine starts.
 */
final class WaitingSource<T> implements Source<T> {

    private final Source<T> source;
    private final List<SourceReader<T>> open = new ArrayList<>();

    WaitingSource(Source<T> source) {
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
        public SourceReader<T> open(ReaderContext context, byte[] position) throws Exception {
            WaitingReader reader = new WaitingReader(split.open(context, position));
            open.add(reader);
            return reader;
        }
    }

    private final class WaitingReader implements SourceReader<T> {

        private final SourceReader<T> reader;
        private boolean isClosed;

        WaitingReader(SourceReader<T> reader) {
            this.reader = reader;
        }

        @Override
        public Status read(RecordCollector<T> out) throws Exception {
            Status status = reader.read(out);
            while (status == Status.UNAVAILABLE || status == Status.CAUGHT_UP) {
                Thread.sleep(1);
                status = reader.read(out);
            }
            return status;
        }

        @Override
        public byte[] position() throws Exception {
            return reader.position();
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
