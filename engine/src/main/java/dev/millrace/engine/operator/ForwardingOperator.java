package dev.millrace.engine.operator;

import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.state.StateReader;
import dev.millrace.engine.state.StateWriter;

/** Stands before another operator, and leaves to it all but the batches that come and go. */
public abstract class ForwardingOperator implements Operator {

    /** The other one. */
    protected final Operator operator;

    /** For those that do something with the batches. */
    protected ForwardingOperator(Operator operator) {
        this.operator = operator;
    }

    @Override
    public boolean isDrained() {
        return operator.isDrained();
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
