package dev.millrace.engine.source;

import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.SourceReader.Status;
import dev.millrace.api.function.ThrowingToLong;
import dev.millrace.api.time.TimeSpec;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.batch.Origin;
import dev.millrace.engine.operator.LongLoop;
import dev.millrace.engine.operator.NumberLoop;
import dev.millrace.engine.operator.OwnCode;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.time.SplitTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One split: its reader, the timestamps of its records, its watermark. Owned by the task's thread. */
final class SplitInput implements RecordCollector<Object> {

    private final SourceReader<Object> reader;
    private final int ordinal;
    private final TimeSpec.Kind timeKind;
    private final @Nullable NumberLoop timestamps;
    private final SplitTime time;
    private Batch batch;
    private boolean isEnded;

    SplitInput(SourceReader<Object> reader, int ordinal, TimeSpec<Object> spec, boolean isBounded, Batch batch) {
        this.reader = reader;
        this.ordinal = ordinal;
        this.batch = batch;
        timeKind = spec.kind();
        ThrowingToLong<Object> timestamp = spec.timestamp();
        timestamps = timestamp == null ? null : OwnCode.loop(NumberLoop.class, LongLoop.class, timestamp);
        time = new SplitTime(spec, isBounded);
    }

    /**
     * Reads what there is into an empty batch, with timestamps.
     *
     * @return how many records were too far ahead to move time, or -1 if nothing was read
     */
    int read(Batch into, long nowMillis) throws Exception {
        batch = into;
        Status status = reader.read(this);
        if ((status == Status.DATA) != (into.size > 0)) {
            throw new IllegalStateException("a reader must answer DATA exactly if it collected records, but " + reader
                    + " answered " + status + " with " + into.size + " records");
        }
        switch (status) {
            case DATA -> {
                readTimestamps(into, nowMillis);
                return time.observe(into, nowMillis);
            }
            case CAUGHT_UP -> time.onCaughtUp(nowMillis);
            case UNAVAILABLE -> time.onUnavailable(nowMillis);
            case END -> isEnded = true;
        }
        return -1;
    }

    private void readTimestamps(Batch rows, long nowMillis) throws RecordFailure {
        if (timestamps != null) {
            timestamps.read(rows, rows.timestamps);
        } else if (timeKind != TimeSpec.Kind.SOURCE) {
            java.util.Arrays.fill(rows.timestamps, 0, rows.size, time.processingTimestamp(nowMillis));
        }
    }

    @Override
    public void collect(Object record, long position) {
        if (timeKind == TimeSpec.Kind.SOURCE) {
            throw new IllegalStateException("sourceTime() was asked for, but this connector knows no timestamps beside"
                    + " its records; use eventTime(...)");
        }
        collect(record, position, 0);
    }

    @Override
    public void collect(Object record, long position, long timestampMillis) {
        if (position < 0 || position > POSITION_MAX) {
            throw new IllegalStateException(
                    "the position of a record must be between 0 and " + POSITION_MAX + ", got " + position);
        }
        Batch into = batch;
        int row = into.size;
        into.values[row] = Objects.requireNonNull(record, "a source must not collect null");
        into.origins[row] = Origin.ofRecord(ordinal, position);
        into.timestamps[row] = timestampMillis;
        into.size = row + 1;
    }

    @Override
    public int remaining() {
        return batch.capacity() - batch.size;
    }

    SplitTime time() {
        return time;
    }

    boolean isEnded() {
        return isEnded;
    }

    void close() throws Exception {
        reader.close();
    }
}
