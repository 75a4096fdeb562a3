package dev.millrace.it.recovery;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import java.util.List;

/**
 * Another source, but no faster than so many records a second on each split. Immutable.
 *
 * @param source where the records come from
 * @param perSecond on each split, at least 1
 * @param <T> type of the records
 */
record PacedSource<T>(Source<T> source, long perSecond) implements Source<T> {

    @Override
    public List<? extends Split<T>> splits() throws Exception {
        return source.splits().stream()
                .map(split -> new PacedSplit<>(split, perSecond))
                .toList();
    }

    @Override
    public boolean isReplayable() {
        return source.isReplayable();
    }

    private record PacedSplit<T>(Split<T> split, long perSecond) implements Split<T> {

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
            return new PacedReader<>(context, split.open(context, position), perSecond);
        }
    }

    private static final class PacedReader<T> implements SourceReader<T> {

        private final ReaderContext context;
        private final SourceReader<T> reader;
        private final long perSecond;
        private final long openedMillis;
        private long given;

        PacedReader(ReaderContext context, SourceReader<T> reader, long perSecond) {
            this.context = context;
            this.reader = reader;
            this.perSecond = perSecond;
            openedMillis = context.clock().millis();
        }

        @Override
        public Status read(RecordCollector<T> out) throws Exception {
            long due = (context.clock().millis() - openedMillis) * perSecond / 1000 - given;
            if (due <= 0) {
                return Status.UNAVAILABLE;
            }
            return reader.read(new RecordCollector<>() {
                private int left = (int) Math.min(due, out.remaining());

                @Override
                public void collect(T record, long position) {
                    out.collect(record, position);
                    left--;
                    given++;
                }

                @Override
                public void collect(T record, long position, long timestampMillis) {
                    out.collect(record, position, timestampMillis);
                    left--;
                    given++;
                }

                @Override
                public int remaining() {
                    return left;
                }
            });
        }

        @Override
        public byte[] position() throws Exception {
            return reader.position();
        }

        @Override
        public void close() throws Exception {
            reader.close();
        }
    }
}
