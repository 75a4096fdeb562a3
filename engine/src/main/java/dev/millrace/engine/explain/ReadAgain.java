package dev.millrace.engine.explain;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import dev.millrace.engine.source.SplitState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A source, read as far as a checkpoint has it. A split that had ended ends; another waits where it stood, and time with it.
 *
 * @param source what is read
 * @param begun by split: where it stands at first; those that have ended are over
 * @param until by split: where it stood; others are not read
 * @param unread takes the splits that are still to be read to there
 * @param seen takes the place of each record, and the record
 */
record ReadAgain(
        Source<Object> source,
        Map<String, SplitState> begun,
        Map<String, SplitState> until,
        Set<Object> unread,
        BiConsumer<Place, Object> seen)
        implements Source<Object> {

    /** Where a record stands. */
    record Place(String split, long position) {}

    @Override
    public List<? extends Split<Object>> splits() throws Exception {
        List<Part> parts = new ArrayList<>();
        for (Split<Object> split : source.splits()) {
            Part part = new Part(split, this);
            SplitState start = begun.get(split.id());
            boolean isOver = start != null && start.position() == null;
            if (until.containsKey(split.id()) && !isOver) {
                unread.add(part);
            }
            parts.add(part);
        }
        return parts;
    }

    @Override
    public boolean isReplayable() {
        return true;
    }

    private record Part(Split<Object> split, ReadAgain whole) implements Split<Object> {

        @Override
        public String id() {
            return split.id();
        }

        @Override
        public boolean isBounded() {
            return split.isBounded();
        }

        @Override
        public SourceReader<Object> open(ReaderContext context, byte @Nullable [] position) throws Exception {
            return new Reader(this, split.open(context, position));
        }

        /** Whether a reader has come to where it is to stop. */
        boolean isReadTo(byte[] position) {
            SplitState end = whole.until.get(split.id());
            // One that appeared later has nothing to give, and one that had ended goes on to its end.
            return end == null || Arrays.equals(end.position(), position);
        }

        void onRead() {
            whole.unread.remove(this);
        }

        void onRecord(Object record, long position) {
            whole.seen.accept(new Place(split.id(), position), record);
        }

        @Override
        public String describePosition(long position) {
            return split.describePosition(position);
        }
    }

    /** Reads one record at a time, so that it can stop anywhere. */
    private record Reader(Part part, SourceReader<Object> reader) implements SourceReader<Object> {

        @Override
        public Status read(RecordCollector<Object> out) throws Exception {
            if (part.isReadTo(reader.position())) {
                part.onRead();
                return Status.UNAVAILABLE;
            }
            Status status = reader.read(new Noting(part, out));
            if (status == Status.END) {
                part.onRead();
            }
            // Who has caught up says that time may go on without it; then it had been told so by something that is not
            // replayed.
            return status == Status.CAUGHT_UP ? Status.UNAVAILABLE : status;
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

    private record Noting(Part part, RecordCollector<Object> out) implements RecordCollector<Object> {

        @Override
        public void collect(Object record, long position) {
            part.onRecord(record, position);
            out.collect(record, position);
        }

        @Override
        public void collect(Object record, long position, long timestampMillis) {
            part.onRecord(record, position);
            out.collect(record, position, timestampMillis);
        }

        @Override
        public void refuse(byte[] bytes, long position, Exception cause) throws Exception {
            out.refuse(bytes, position, cause);
        }

        @Override
        public int remaining() {
            return out.remaining();
        }
    }
}
