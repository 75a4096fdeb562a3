package dev.millrace.engine.operator;

import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives out what another operator sets aside, by {@link Batch#FAILED_PORT}, so that the other need not think of it. Only made where
 * something is set aside.
 *
 * <h2>Notes for the maintainer</h2>
 *
 * <p>What fails while a batch of results is made goes behind it. Time goes on there when all results of the batch that came are
 * out: the last batch that is given has its header, the others have that of before. So nothing that is set aside is behind its own time.
 *
 * <p>Before each call of {@link Operator#next} all that was set aside is out, so there is room for as much as a batch has rows.
 */
public final class FailureExit implements Operator, ShownByKey {

    private final Operator operator;
    private final Failures failures;
    private final Batch header = new Batch(0);

    /** Whether the header of the batch that came has not gone out yet. */
    private boolean isHeaderDue;

    /** Whether the rows set aside were given by the last call. */
    private boolean isGiven;

    private FailureExit(Operator operator, Failures failures) {
        this.operator = operator;
        this.failures = failures;
    }

    /** Wraps an operator, if anything is set aside there. */
    public static Operator of(Operator operator, Failures failures) {
        return failures.setsAside() ? new FailureExit(operator, failures) : operator;
    }

    @Override
    public void accept(Batch batch) throws RecordFailure {
        // It may be changed on its way.
        header.copyHeader(batch);
        isHeaderDue = true;
        operator.accept(batch);
    }

    @Override
    public @Nullable Batch next() throws RecordFailure {
        if (isGiven) {
            isGiven = false;
            failures.forgetGiven();
        }
        if (failures.hasRows()) {
            return give();
        }
        Batch batch = operator.next();
        if (batch != null || failures.hasRows()) {
            return batch == null ? give() : batch;
        }
        if (isHeaderDue && operator.isDrained()) {
            isHeaderDue = false;
            failures.setAsideSoFar().copyHeader(header);
            return give();
        }
        return null;
    }

    private Batch give() {
        isGiven = true;
        return failures.setAsideSoFar();
    }

    @Override
    public boolean isDrained() {
        return !isHeaderDue && !failures.hasRows() && operator.isDrained();
    }

    @Override
    public boolean flush() {
        return operator.flush();
    }

    @Override
    public boolean isWaiting() {
        return operator.isWaiting();
    }

    @Override
    public long readNanos(long ofInput) {
        return operator.readNanos(ofInput);
    }

    @Override
    public void close() {
        operator.close();
    }

    @Override
    public void capture(StateWriter out) {
        operator.capture(out);
    }

    @Override
    public void restore(StateReader in) {
        operator.restore(in);
    }

    @Override
    public void show(BiConsumer<Object, Object> visitor) throws Exception {
        if (!(operator instanceof ShownByKey shown)) {
            throw new AssertionError(operator.getClass() + " has nothing to show");
        }
        shown.show(visitor);
    }

    @Override
    public void weigh(Footprint footprint) {
        operator.weigh(footprint);
    }

    @Override
    public long held() {
        return operator.held();
    }

    @Override
    public OperatorCounters counters() {
        return operator.counters();
    }
}
