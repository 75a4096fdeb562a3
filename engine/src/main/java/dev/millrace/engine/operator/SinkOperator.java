package dev.millrace.engine.operator;

import dev.millrace.api.connector.RecordRefusedException;
import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.api.job.LatencyHistogram;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.LogLinearHistogram;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Hands batches to a writer, and keeps the one that the writer is not ready for. Always the last of its chain. */
public final class SinkOperator implements Operator {

    private final SinkWriter<Object> writer;
    private final Failures failures;
    private final LongSupplier ticker;
    private final OperatorCounters counters = new OperatorCounters();
    private final LogLinearHistogram latencies = new LogLinearHistogram();
    private final View view = new View();
    private @Nullable Batch waiting;

    /** Of the batch at hand: the first row that is not written. */
    private int row;

    /** How often that row has been tried again. */
    private int retries;

    private long dueAtMillis = Failures.AT_ONCE;

    /**
     * Makes one.
     *
     * @param writer opened already; closed by the task
     * @param failures what becomes of records that the writer refuses
     * @param ticker by which it is noted when records were written
     */
    public SinkOperator(SinkWriter<Object> writer, Failures failures, LongSupplier ticker) {
        this.writer = writer;
        this.failures = failures;
        this.ticker = ticker;
    }

    @Override
    public void accept(Batch batch) {
        counters.in += batch.size;
        waiting = batch;
        row = 0;
        failures.clear();
    }

    @Override
    public @Nullable Batch next() throws RecordFailure {
        Batch batch = waiting;
        if (batch == null) {
            return null;
        }
        while (row < batch.size) {
            if (!failures.isDue(dueAtMillis) || !writer.isReady()) {
                return null;
            }
            write(batch);
        }
        waiting = null;
        return failures.next(batch);
    }

    private void write(Batch batch) throws RecordFailure {
        view.batch = batch;
        view.first = row;
        try {
            writer.write(view);
            onWritten(batch, batch.size - row);
        } catch (RecordRefusedException refused) {
            fail(batch, refused);
        } catch (Exception thrown) {
            throw new RecordFailure(RecordFailure.NO_ORIGIN, thrown);
        }
    }

    private void onWritten(Batch batch, int rows) {
        counters.passed += rows;
        counters.out += rows;
        if (rows > 0) {
            if (batch.readNanos != Batch.NOT_TIMED) {
                latencies.add(ticker.getAsLong() - batch.readNanos, rows);
            }
            row += rows;
            retries = 0;
            dueAtMillis = Failures.AT_ONCE;
        }
    }

    private void fail(Batch batch, RecordRefusedException refused) throws RecordFailure {
        if (refused.index() < 0 || refused.index() >= batch.size - row) {
            throw new RecordFailure(
                    RecordFailure.NO_ORIGIN,
                    new IndexOutOfBoundsException("the writer refuses record " + refused.index() + " of "
                            + (batch.size - row) + "; the index is that in the call"));
        }
        onWritten(batch, refused.index());
        RecordFailure failure = new RecordFailure(batch.origins[row], row, refused);
        if (failures.mayRetry(failure, retries)) {
            retries++;
            dueAtMillis = failures.dueAt(retries);
            return;
        }
        int failed = row++;
        retries = 0;
        dueAtMillis = Failures.AT_ONCE;
        failures.settle(batch, failed, failure, counters);
    }

    /** How long records took from being read, or from the record being read that made them certain, until they were written. */
    public LatencyHistogram latencies() {
        return latencies.snapshot();
    }

    /** Whether it has records that its writer is not ready to take. */
    public boolean isBlocked() {
        return waiting != null && waiting.size > row && !writer.isReady();
    }

    @Override
    public boolean isDrained() {
        return waiting == null;
    }

    @Override
    public boolean isWaiting() {
        return retries > 0;
    }

    @Override
    public void capture(StateWriter out) {
        // Nothing is kept from one batch to the next.
    }

    @Override
    public void restore(StateReader in) {
        // Nothing was captured.
    }

    @Override
    public long held() {
        return waiting == null ? 0 : waiting.size - row;
    }

    @Override
    public OperatorCounters counters() {
        return counters;
    }

    private static final class View implements Records<Object> {

        private Batch batch = new Batch(0);
        private int first;

        @Override
        public int size() {
            return batch.size - first;
        }

        @Override
        @SuppressWarnings("NullAway") // rows below size are set
        public Object get(int index) {
            return batch.values[first + index];
        }

        @Override
        public long timestamp(int index) {
            return batch.timestamps[first + index];
        }
    }
}
