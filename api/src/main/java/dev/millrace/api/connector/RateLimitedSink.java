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

    private record LimitedWriter<T>(SinkWriter<T> writer, RateLimit limit) implements SinkWriter<T> {

        @Override
        public boolean isReady() {
            return limit.allowed() >= 1 && writer.isReady();
        }

        @Override
        public void write(Records<T> records) throws Exception {
            limit.onPassed(records.size());
            writer.write(records);
        }

        @Override
        public byte[] prepare(long epoch) throws Exception {
            return writer.prepare(epoch);
        }

        @Override
        public void commit(long epoch, byte[] prepared) throws Exception {
            writer.commit(epoch, prepared);
        }

        @Override
        public void abort(long epoch, byte[] prepared) throws Exception {
            writer.abort(epoch, prepared);
        }

        @Override
        public boolean isSettled() {
            return writer.isSettled();
        }

        @Override
        public void finish() throws Exception {
            writer.finish();
        }

        @Override
        public void close() throws Exception {
            writer.close();
        }
    }
}
