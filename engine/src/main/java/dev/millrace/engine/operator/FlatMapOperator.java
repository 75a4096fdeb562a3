package dev.millrace.engine.operator;

import dev.millrace.api.function.FlatMapper;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Replaces each record by any number of records with the same timestamp and origin. Results of one record wait in a
 * queue until the output batch has room, so only the results of a single record need memory beyond a batch.
 */
public final class FlatMapOperator implements Operator {

    private final FlatMapper<Object, Object> mapper;
    private final Failures failures;
    private final OperatorCounters counters = new OperatorCounters();
    private final Batch output;
    private final ArrayDeque<Object> results = new ArrayDeque<>();
    private @Nullable Batch input;

    /** Index of the row whose results are in the queue, plus one. */
    private int row;

    /** How often the row at hand has been tried again. */
    private int retries;

    private long dueAtMillis = Failures.AT_ONCE;

    /** Whether the last output of the batch is to be given next, the failed rows before it having been given. */
    private boolean isOutputDue;

    /**
     * Makes one.
     *
     * @param mapper the user's function
     * @param failures what becomes of rows that fail
     * @param batchCapacity rows in an output batch
     */
    public FlatMapOperator(FlatMapper<Object, Object> mapper, Failures failures, int batchCapacity) {
        this.mapper = mapper;
        this.failures = failures;
        output = new Batch(batchCapacity);
    }

    @Override
    public void accept(Batch batch) {
        counters.in += batch.size;
        input = batch;
        row = 0;
        failures.clear();
    }

    @Override
    public @Nullable Batch next() throws RecordFailure {
        if (isOutputDue) {
            isOutputDue = false;
            return given();
        }
        Batch batch = input;
        if (batch == null) {
            return null;
        }
        // The header stays as it was until all rows have gone: only then does time go on.
        output.clear();
        while (!output.isFull()) {
            Object result = results.poll();
            if (result != null) {
                append(batch, result);
                counters.passed += results.isEmpty() ? 1 : 0;
            } else if (row == batch.size) {
                return end(batch);
            } else if (failures.isDue(dueAtMillis)) {
                expand(batch);
            } else {
                // What is done goes on; the row waits, and those behind it, to keep their order.
                return output.size == 0 ? null : given();
            }
        }
        return given();
    }

    private Batch end(Batch batch) {
        output.copyHeader(batch);
        input = null;
        Batch failed = failures.next(batch);
        isOutputDue = failed != null;
        return failed == null ? given() : failed;
    }

    private Batch given() {
        counters.out += output.size;
        return output;
    }

    @SuppressWarnings("NullAway") // rows below size are set
    private void expand(Batch batch) throws RecordFailure {
        try {
            mapper.flatMap(batch.values[row], results::add);
        } catch (Throwable thrown) {
            results.clear();
            fail(batch, new RecordFailure(batch.origins[row], row, thrown));
            return;
        }
        nextRow();
        counters.passed += results.isEmpty() ? 1 : 0;
    }

    private void fail(Batch batch, RecordFailure failure) throws RecordFailure {
        if (failures.mayRetry(failure, retries)) {
            retries++;
            dueAtMillis = failures.dueAt(retries);
            return;
        }
        int failed = row;
        nextRow();
        failures.settle(batch, failed, failure, counters);
    }

    private void nextRow() {
        row++;
        retries = 0;
        dueAtMillis = Failures.AT_ONCE;
    }

    private void append(Batch batch, Object result) {
        int from = row - 1;
        output.append(batch, from);
        output.values[output.size - 1] = result;
    }

    @Override
    public boolean isDrained() {
        return input == null;
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
        return input == null ? 0 : input.size - row + (results.isEmpty() ? 0 : 1);
    }

    @Override
    public OperatorCounters counters() {
        return counters;
    }
}
