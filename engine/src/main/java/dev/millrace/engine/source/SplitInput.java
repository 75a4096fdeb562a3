package dev.millrace.engine.source;

import dev.millrace.api.connector.RecordCollector;
import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.SourceReader.Status;
import dev.millrace.api.function.ThrowingToLong;
import dev.millrace.api.job.SplitFigures;
import dev.millrace.api.job.SplitStatus;
import dev.millrace.api.time.TimeSpec;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.batch.Origin;
import dev.millrace.engine.operator.LongLoop;
import dev.millrace.engine.operator.NumberLoop;
import dev.millrace.engine.operator.OwnCode;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.time.SplitTime;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One split: its reader, the timestamps of its records, its watermark. Owned by the task's thread. */
final class SplitInput implements RecordCollector<Object> {

    private final String id;

    /** Null if the split had ended before the job was restarted. */
    private final @Nullable SourceReader<Object> reader;

    private final int ordinal;
    private final boolean isBounded;
    private final TimeSpec.Kind timeKind;
    private final @Nullable NumberLoop timestamps;
    private final SplitTime time;
    private boolean isEnded;
    private SplitStatus status = SplitStatus.READING;

    // The batch that is being filled, taken apart: these are touched once for each record.
    private @Nullable Object[] values;
    private long[] origins;
    private long[] sourceTimestamps;
    private int size;

    SplitInput(
            String id,
            @Nullable SourceReader<Object> reader,
            int ordinal,
            TimeSpec<Object> spec,
            boolean isBounded,
            Batch batch) {
        this.id = id;
        this.reader = reader;
        isEnded = reader == null;
        this.ordinal = ordinal;
        this.isBounded = isBounded;
        values = batch.values;
        origins = batch.origins;
        sourceTimestamps = batch.timestamps;
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
        Status answer = collectInto(into);
        if ((answer == Status.DATA) != (into.size > 0)) {
            throw new IllegalStateException("a reader must answer DATA exactly if it collected records, but " + reader
                    + " answered " + answer + " with " + into.size + " records");
        }
        status = switch (answer) {
            case DATA -> SplitStatus.READING;
            case CAUGHT_UP -> SplitStatus.CAUGHT_UP;
            case UNAVAILABLE -> SplitStatus.UNAVAILABLE;
            case END -> SplitStatus.ENDED;
        };
        switch (answer) {
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

    private Status collectInto(Batch into) throws Exception {
        values = into.values;
        origins = into.origins;
        sourceTimestamps = into.timestamps;
        size = into.size;
        try {
            return Objects.requireNonNull(reader, "an ended split is not read").read(this);
        } finally {
            into.size = size;
        }
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
        add(record, position);
    }

    @Override
    public void collect(Object record, long position, long timestampMillis) {
        sourceTimestamps[size] = timestampMillis;
        add(record, position);
    }

    private void add(Object record, long position) {
        if ((position & ~POSITION_MAX) != 0) {
            throw new IllegalStateException(
                    "the position of a record must be between 0 and " + POSITION_MAX + ", got " + position);
        }
        int row = size;
        values[row] = Objects.requireNonNull(record, "a source must not collect null");
        origins[row] = Origin.ofRecord(ordinal, position);
        size = row + 1;
    }

    @Override
    public int remaining() {
        return values.length - size;
    }

    /** Is not read for now. */
    void pause() {
        status = SplitStatus.PAUSED;
        time.onPaused();
    }

    /** Is taken to end here. */
    void end() {
        isEnded = true;
    }

    SplitTime time() {
        return time;
    }

    boolean isEnded() {
        return isEnded;
    }

    /** Whether the reader could not ask when it was read last. */
    boolean isUnavailable() {
        return status == SplitStatus.UNAVAILABLE;
    }

    /** How far it has come, for people. */
    SplitFigures figures(String source, TimeSpec<?> spec) {
        return new SplitFigures(
                source,
                id,
                splitStatus(),
                instant(time.maxSeen()),
                instant(time.watermark()),
                spec.outOfOrderBy(),
                instant(time.lastArrivalMillis()),
                instant(time.caughtUpSinceMillis()),
                isBounded ? Optional.empty() : Optional.of(spec.idleAfter()));
    }

    private SplitStatus splitStatus() {
        if (isEnded) {
            return SplitStatus.ENDED;
        }
        return status == SplitStatus.CAUGHT_UP && time.isIdle() ? SplitStatus.IDLE : status;
    }

    private static Optional<Instant> instant(long millis) {
        return millis == Long.MIN_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    /** Where the split stands between two reads. */
    SplitState state() throws Exception {
        return new SplitState(id, reader == null || isEnded ? null : reader.position(), time.standing());
    }

    void close() throws Exception {
        if (reader != null) {
            reader.close();
        }
    }
}
