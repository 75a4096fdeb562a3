package dev.millrace.api.connector;

import java.util.Objects;

/**
 * A sink that is written to no faster than at a rate; see {@link Sink#rateLimit}. Immutable.
 *
 * @param sink what is written to
 * @param recordsPerSecond of all writers together, each of which has an equal share
 * @param <T> type of the records
 */
record RateLimitedSink<T>(Sink<T> sink, long recordsPerSecond) implements Sink<T> {

    RateLimitedSink {
        Objects.requireNonNull(sink, "sink");
        RateLimit.requirePositive(recordsPerSecond);
    }

    @Override
    public SinkWriter<T> open(WriterContext context) throws Exception {
        double share = (double) recordsPerSecond / context.writerCount();
        return new LimitedWriter<>(sink.open(context), new RateLimit(context.clock(), share));
    }

    @Override
    public Guarantee guarantee() {
        return sink.guarantee();
    }

    @Override
    public int writersMax() {
        return sink.writersMax();
    }

    @Override
    public String describe() {
        return sink.describe() + ", at most " + recordsPerSecond + " records per second";
    }

    private static final class LimitedWriter<T> extends ForwardingWriter<T> {

        private final RateLimit limit;

        LimitedWriter(SinkWriter<T> writer, RateLimit limit) {
            super(writer);
            this.limit = limit;
        }

        @Override
        public boolean isReady() {
            return limit.allowed() >= 1 && super.isReady();
        }

        @Override
        public void write(Records<T> records) throws Exception {
            limit.onPassed(records.size());
            super.write(records);
        }
    }
}
