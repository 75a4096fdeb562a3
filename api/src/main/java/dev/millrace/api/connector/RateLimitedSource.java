package dev.millrace.api.connector;

import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A source that is read no faster than at a rate; see {@link Source#rateLimit}. Immutable.
 *
 * @param source what is read
 * @param recordsPerSecond of all splits together, each of which has an equal share; one that appears later has as much
 * @param <T> type of the records
 */
record RateLimitedSource<T>(Source<T> source, long recordsPerSecond) implements Source<T> {

    RateLimitedSource {
        Objects.requireNonNull(source, "source");
        RateLimit.requirePositive(recordsPerSecond);
    }

    @Override
    public List<? extends Split<T>> splits() throws Exception {
        List<? extends Split<T>> splits = source.splits();
        double share = share(splits.size());
        return splits.stream().map(split -> new LimitedSplit<>(split, share)).toList();
    }

    private double share(int splits) {
        return (double) recordsPerSecond / splits;
    }

    @Override
    public @Nullable SplitDiscovery<T> discover(List<? extends Split<T>> known, ReaderContext context)
            throws Exception {
        List<Split<T>> unlimited =
                known.stream().map(RateLimitedSource::unlimited).toList();
        SplitDiscovery<T> discovery = source.discover(unlimited, context);
        return discovery == null ? null : new LimitedDiscovery<>(discovery, share(known.size()));
    }

    private static <T> Split<T> unlimited(Split<T> split) {
        return ((LimitedSplit<T>) split).split;
    }

    @Override
    public TimedSource<T> withDefaultTime() {
        return new TimedSource<>(this, source.withDefaultTime().time());
    }

    @Override
    public boolean isReplayable() {
        return source.isReplayable();
    }

    @Override
    public String describe() {
        return source.describe() + ", at most " + recordsPerSecond + " records per second";
    }

    private record LimitedDiscovery<T>(SplitDiscovery<T> discovery, double perSecond) implements SplitDiscovery<T> {

        @Override
        public List<? extends Split<T>> found() throws Exception {
            List<? extends Split<T>> found = discovery.found();
            // Nearly always, and at every step.
            return found.isEmpty()
                    ? found
                    : found.stream()
                            .map(split -> new LimitedSplit<>(split, perSecond))
                            .toList();
        }

        @Override
        public void close() throws Exception {
            discovery.close();
        }
    }

    private record LimitedSplit<T>(Split<T> split, double perSecond) implements Split<T> {

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
            return new LimitedReader<>(split.open(context, position), new RateLimit(context.clock(), perSecond));
        }

        @Override
        public String describePosition(long position) {
            return split.describePosition(position);
        }
    }

    private static final class LimitedReader<T> implements SourceReader<T> {

        private final SourceReader<T> reader;
        private final RateLimit limit;

        LimitedReader(SourceReader<T> reader, RateLimit limit) {
            this.reader = reader;
            this.limit = limit;
        }

        @Override
        public Status read(RecordCollector<T> out) throws Exception {
            int allowed = (int) Math.min(out.remaining(), limit.allowed());
            if (allowed < 1) {
                // There may be something, so time must not pass it by.
                return Status.UNAVAILABLE;
            }
            LimitedCollector<T> limited = new LimitedCollector<>(out, allowed);
            try {
                return reader.read(limited);
            } finally {
                limit.onPassed(allowed - limited.left);
            }
        }

        @Override
        public OptionalLong lag() {
            return reader.lag();
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
            reader.close();
        }
    }

    private static final class LimitedCollector<T> implements RecordCollector<T> {

        private final RecordCollector<T> out;
        private int left;

        LimitedCollector(RecordCollector<T> out, int allowed) {
            this.out = out;
            left = allowed;
        }

        @Override
        public void collect(T record, long position) {
            left--;
            out.collect(record, position);
        }

        @Override
        public void collect(T record, long position, long timestampMillis) {
            left--;
            out.collect(record, position, timestampMillis);
        }

        @Override
        public void refuse(byte[] bytes, long position, Exception cause) throws Exception {
            left--;
            out.refuse(bytes, position, cause);
        }

        @Override
        public int remaining() {
            return left;
        }
    }
}
