package dev.millrace.engine.operator;

import dev.millrace.api.connector.Records;
import dev.millrace.api.connector.SinkWriter;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import org.jspecify.annotations.Nullable;

/** Hands batches to a writer, and keeps the one that the writer is not ready for. Always the last of its chain. */
public final class SinkOperator implements Operator {

    private final SinkWriter<Object> writer;
    private final OperatorCounters counters = new OperatorCounters();
    private final View view = new View();
    private @Nullable Batch waiting;

    /**
     * Makes one.
     *
     * @param writer opened already; closed by the task
     */
    public SinkOperator(SinkWriter<Object> writer) {
        this.writer = writer;
    }

    @Override
    public void accept(Batch batch) {
        counters.in += batch.size;
        waiting = batch;
    }

    @Override
    public @Nullable Batch next() throws RecordFailure {
        Batch batch = waiting;
        if (batch == null || isBlocked()) {
            return null;
        }
        if (batch.size > 0) {
            view.batch = batch;
            try {
                writer.write(view);
            } catch (Exception thrown) {
                throw new RecordFailure(RecordFailure.NO_ORIGIN, thrown);
            }
            counters.passed += batch.size;
            counters.out += batch.size;
        }
        waiting = null;
        return null;
    }

    /** Whether it has records that its writer is not ready to take. */
    public boolean isBlocked() {
        return waiting != null && waiting.size > 0 && !writer.isReady();
    }

    @Override
    public boolean isDrained() {
        return waiting == null;
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
        return waiting == null ? 0 : waiting.size;
    }

    @Override
    public OperatorCounters counters() {
        return counters;
    }

    private static final class View implements Records<Object> {

        private Batch batch = new Batch(0);

        @Override
        public int size() {
            return batch.size;
        }

        @Override
        @SuppressWarnings("NullAway") // rows below size are set
        public Object get(int index) {
            return batch.values[index];
        }

        @Override
        public long timestamp(int index) {
            return batch.timestamps[index];
        }
    }
}
