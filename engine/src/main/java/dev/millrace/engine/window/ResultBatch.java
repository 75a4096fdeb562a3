package dev.millrace.engine.window;

import dev.millrace.api.failure.FailedResult;
import dev.millrace.api.type.StableHash;
import dev.millrace.api.window.ClosedBy;
import dev.millrace.api.window.ResultKind;
import dev.millrace.api.window.Window;
import dev.millrace.api.window.WindowResult;
import dev.millrace.engine.aggregate.Accumulators;
import dev.millrace.engine.aggregate.AggregatePlan;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.batch.Origin;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.KeyKind;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.KeyTable;
import java.time.Instant;

/** Where the results of one kind of windows go, and what becomes of the records in them. */
final class ResultBatch {

    final Batch batch;
    private final Accumulators accumulators;
    private final AggregatePlan plan;
    private final KeyTable keys;
    private final KeyKind keyKind;
    private final Failures failures;
    private final OperatorCounters counters;

    /** The ledger follows records through the first kind of windows only, or it would count them twice. */
    private final boolean isCounted;

    /** The watermark that was sent on; whatever is sent after it must not be behind. */
    private long sentWatermark = Long.MIN_VALUE;

    /** The window of the last result; most often the next one has the same. */
    private long startMillis;

    private long endMillis;
    private Instant start = Instant.EPOCH;
    private Instant end = Instant.EPOCH;

    ResultBatch(
            Batch batch,
            Accumulators accumulators,
            AggregatePlan plan,
            KeyTable keys,
            KeyKind keyKind,
            Failures failures,
            OperatorCounters counters,
            boolean isCounted) {
        this.batch = batch;
        this.accumulators = accumulators;
        this.plan = plan;
        this.keys = keys;
        this.keyKind = keyKind;
        this.failures = failures;
        this.counters = counters;
        this.isCounted = isCounted;
    }

    boolean isFull() {
        return batch.isFull() || failures.isFull();
    }

    /** Adds a final result. */
    void addFinal(int id, int slot, long startMillis, long endMillis, ClosedBy closedBy) throws RecordFailure {
        int revision = plan.isTracked() ? (int) accumulators.revision(slot) : 0;
        // Windows that follow their records, not time, may end behind it.
        long timestamp = Math.max(endMillis - 1, sentWatermark);
        add(id, slot, startMillis, endMillis, timestamp, ResultKind.FINAL, revision, closedBy);
    }

    /** Adds a result of a window that has been final, or will be. */
    void addRevision(
            int id, int slot, long startMillis, long endMillis, boolean isEarly, long watermark, ClosedBy cause)
            throws RecordFailure {
        int revision = (int) accumulators.revision(slot);
        if (isEarly) {
            // As far as it is complete, but within the window.
            long timestamp = Math.min(Math.max(startMillis, watermark), endMillis - 1);
            add(id, slot, startMillis, endMillis, timestamp, ResultKind.EARLY, revision, ClosedBy.NOT_CLOSED);
        } else {
            // A window whose first record came after its end has had no result yet that could be corrected.
            ResultKind kind = revision == 0 ? ResultKind.FINAL : ResultKind.LATE_UPDATE;
            add(id, slot, startMillis, endMillis, endMillis - 1, kind, revision, cause);
        }
    }

    private void add(
            int id,
            int slot,
            long windowStart,
            long windowEnd,
            long timestamp,
            ResultKind kind,
            int revision,
            ClosedBy closedBy)
            throws RecordFailure {
        if (windowStart != startMillis || windowEnd != endMillis) {
            startMillis = windowStart;
            endMillis = windowEnd;
            start = Instant.ofEpochMilli(windowStart);
            end = Instant.ofEpochMilli(windowEnd);
        }
        Object key = keyKind.key(keys, id);
        long keyHash = keyKind == KeyKind.OBJECT ? keys.key(id) : StableHash.of(keys.key(id));
        Object value;
        try {
            value = plan.reader().read(accumulators, slot);
        } catch (Throwable thrown) {
            RecordFailure failure = new RecordFailure(Origin.ofResult(keyHash), thrown);
            failures.setAside(new FailedResult(key, new Window(start, end)), timestamp, failure, counters);
            return;
        }
        int to = batch.size++;
        batch.timestamps[to] = timestamp;
        batch.origins[to] = Origin.ofResult(keyHash);
        batch.values[to] = new WindowResult<>(key, start, end, value, kind, revision, closedBy);
    }

    /** Everything up to a header has been sent. */
    void onSent(long watermark) {
        sentWatermark = watermark;
    }

    /** Records have left the state, absorbed into results. */
    void onPassed(long records) {
        if (isCounted) {
            counters.passed += records;
        }
    }
}
