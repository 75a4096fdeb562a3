package dev.millrace.testkit;

import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.Sink;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.connector.WriterContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A sink that is only ready while a test lets it, and tells what became of its epoch. Not thread-safe; for jobs of a
 * {@link TestRun}.
 *
 * @param <T> type of the records
 */
public final class GatedSink<T> implements Sink<T> {

    private final List<T> written = new ArrayList<>();
    private long batchesAdmitted;
    private int prepared;
    private int committed;
    private int aborted;
    private int closed;

    private final Consumer<? super T> consumer;

    /** Makes one that is not ready, and will keep what is written. */
    public GatedSink() {
        consumer = written::add;
    }

    private GatedSink(Consumer<? super T> consumer) {
        this.consumer = consumer;
    }

    /**
     * Makes one that is not ready, and will hand on what is written instead of keeping it.
     *
     * @param consumer takes each record
     * @param <T> type of the records
     * @return the sink
     */
    public static <T> GatedSink<T> consuming(Consumer<? super T> consumer) {
        return new GatedSink<>(consumer);
    }

    /** Makes the sink ready for ever. */
    public void open() {
        batchesAdmitted = Long.MAX_VALUE;
    }

    /**
     * Makes the sink ready for some more batches.
     *
     * @param batches how many
     */
    public void admit(int batches) {
        batchesAdmitted += batches;
    }

    /**
     * What was written so far.
     *
     * @return a copy
     */
    public List<T> written() {
        return List.copyOf(written);
    }

    /**
     * Writers that have prepared.
     *
     * @return how often
     */
    public int prepared() {
        return prepared;
    }

    /**
     * Writers that have committed.
     *
     * @return how often
     */
    public int committed() {
        return committed;
    }

    /**
     * Writers that had prepared in vain.
     *
     * @return how often
     */
    public int aborted() {
        return aborted;
    }

    /**
     * Writers that were closed.
     *
     * @return how often
     */
    public int closed() {
        return closed;
    }

    @Override
    public SinkWriter<T> open(WriterContext context) {
        return new Writer();
    }

    @Override
    public Guarantee guarantee() {
        return Guarantee.AT_LEAST_ONCE;
    }

    private final class Writer implements SinkWriter<T> {

        @Override
        public boolean isReady() {
            return batchesAdmitted > 0;
        }

        @Override
        public void write(Records<T> records) {
            if (batchesAdmitted < Long.MAX_VALUE) {
                batchesAdmitted--;
            }
            for (int i = 0; i < records.size(); i++) {
                consumer.accept(records.get(i));
            }
        }

        @Override
        public byte[] prepare(long epoch) {
            prepared++;
            return new byte[0];
        }

        @Override
        public void commit(long epoch, byte[] token) {
            committed++;
        }

        @Override
        public void abort(long epoch, byte[] token) {
            aborted++;
        }

        @Override
        public void close() {
            closed++;
        }
    }
}
