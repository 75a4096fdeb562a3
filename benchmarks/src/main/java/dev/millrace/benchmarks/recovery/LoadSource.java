package dev.millrace.benchmarks.recovery;

import dev.millrace.api.connector.ReaderContext;
import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.Source;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.Split;
import dev.millrace.benchmarks.query.Bid;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Load} as a source of Millrace. One split, because an update depends on the order of all bids of its key.
 *
 * @param trial which load
 */
record LoadSource(Trial trial) implements Source<Bid> {

    @Override
    public List<Split<Bid>> splits() {
        return List.of(new LoadSplit(trial));
    }

    @Override
    public boolean isReplayable() {
        return true;
    }

    private record LoadSplit(Trial trial) implements Split<Bid> {

        @Override
        public String id() {
            return "load";
        }

        @Override
        public boolean isBounded() {
            return false;
        }

        @Override
        public SourceReader<Bid> open(ReaderContext context, byte @Nullable [] position) {
            return new LoadReader(new Load(trial, position));
        }
    }

    private static final class LoadReader implements SourceReader<Bid> {

        private final Load load;

        LoadReader(Load load) {
            this.load = load;
        }

        @Override
        public Status read(RecordCollector<Bid> out) {
            int room = out.remaining();
            if (room == 0 || !load.hasMore()) {
                return Status.CAUGHT_UP;
            }
            for (; room > 0; room--) {
                long sequence = load.sequence();
                out.collect(load.next(), sequence);
            }
            return Status.DATA;
        }

        @Override
        public byte[] position() {
            return load.position();
        }

        @Override
        public void close() {}
    }
}
