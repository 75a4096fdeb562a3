package dev.millrace.engine.metrics;

/**
 * What happened to the records of one operator in one task. Plain fields with one writer, the task's thread, changed
 * once a batch; other threads see copies that the task publishes between two batches.
 */
public final class OperatorCounters {

    /** Records that entered. */
    public long in;

    /** Records handed on, or absorbed into a result that was. */
    public long passed;

    /** Records that a filter did not keep. */
    public long filtered;

    /** Records whose window had closed. */
    public long late;

    /** Records that could not be processed. */
    public long failed;

    /** Records that a full ingress refused. */
    public long dropped;

    /** Records that left. */
    public long out;

    /** Of {@code in}: records too far ahead to move time. */
    public long ahead;

    /** Adds those of before. */
    public void add(OperatorCounters before) {
        in += before.in;
        passed += before.passed;
        filtered += before.filtered;
        late += before.late;
        failed += before.failed;
        dropped += before.dropped;
        out += before.out;
        ahead += before.ahead;
    }

    /** A copy. */
    public OperatorCounters copy() {
        OperatorCounters copy = new OperatorCounters();
        copy.add(this);
        return copy;
    }
}
