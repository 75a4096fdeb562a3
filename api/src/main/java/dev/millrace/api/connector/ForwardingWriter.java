package dev.millrace.api.connector;

import java.util.Objects;

/**
 * Passes all calls on to another writer: a base for sinks that stand before others and change some of them.
 *
 * @param <T> type of the records
 */
public abstract class ForwardingWriter<T> implements SinkWriter<T> {

    private final SinkWriter<T> writer;

    /**
     * Makes one.
     *
     * @param writer gets the calls
     */
    protected ForwardingWriter(SinkWriter<T> writer) {
        this.writer = Objects.requireNonNull(writer, "writer");
    }

    @Override
    public boolean isReady() {
        return writer.isReady();
    }

    @Override
    public void write(Records<T> records) throws Exception {
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
