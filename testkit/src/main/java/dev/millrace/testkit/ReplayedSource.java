package dev.millrace.testkit;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import dev.millrace.engine.flight.FlightRow;
import dev.millrace.engine.flight.FlightSplit;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was recorded of a source, as a source. */
record ReplayedSource(List<FlightSplit> recorded) implements Source<Object> {

    @Override
    public List<? extends Split<Object>> splits() {
        return recorded.stream().map(ReplayedSplit::new).toList();
    }

    @Override
    public boolean isReplayable() {
        return true;
    }

    private static final class ReplayedSplit implements Split<Object> {

        private final FlightSplit split;
        private final Map<Long, String> descriptions;

        ReplayedSplit(FlightSplit split) {
            this.split = split;
            descriptions = split.rows().stream()
                    .collect(Collectors.toMap(FlightRow::position, FlightRow::description, (one, other) -> one));
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
        public SourceReader<Object> open(ReaderContext context, byte @Nullable [] position) {
            return new Reader(
                    split, position == null ? 0 : ByteBuffer.wrap(position).getInt());
        }

        @Override
        public String describePosition(long position) {
            return descriptions.getOrDefault(position, Split.super.describePosition(position));
        }
    }

    private static final class Reader implements SourceReader<Object> {

        private final FlightSplit split;
        private int next;

        Reader(FlightSplit split, int next) {
            this.split = split;
            this.next = next;
        }

        @Override
        public Status read(RecordCollector<Object> out) {
            List<FlightRow> rows = split.rows();
            int end = Math.min(rows.size(), next + out.remaining());
            if (next == end) {
                // Where the job had not come to an end it waited for more, and time with it.
                return split.hasEnded() ? Status.END : Status.UNAVAILABLE;
            }
            for (; next < end; next++) {
                FlightRow row = rows.get(next);
                out.collect(row.value(), row.position(), row.timestamp());
            }
            return Status.DATA;
        }

        @Override
        public byte[] position() {
            return ByteBuffer.allocate(Integer.BYTES).putInt(next).array();
        }

        @Override
        public void close() {}
    }
}
