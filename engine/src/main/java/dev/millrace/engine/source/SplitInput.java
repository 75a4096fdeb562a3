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
import dev.millrace.engine.flight.FlightRing;
import dev.millrace.engine.flight.FlightSplit;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.LongLoop;
import dev.millrace.engine.operator.NumberLoop;
import dev.millrace.engine.operator.OwnCode;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.time.SplitTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.function.Supplier;
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
    private final Failures failures;
    private final OperatorCounters counters;

    /** Null if nobody wants to know what was read. */
    private final @Nullable FlightRing flight;

    private final List<Refused> refused = new ArrayList<>();
    private boolean isEnded;
    private SplitStatus status = SplitStatus.READING;

    // The batch that is being filled, taken apart: these are touched once for each record.
    private @Nullable Object[] values;
    private long[] origins;
    private long[] sourceTimestamps;
    private int size;

    /** Bytes that are no record, and how many rows of the batch at hand came before them. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Refused(byte[] bytes, long position, Exception cause, int rowsBefore) {

        Refused withOneRowLessBefore() {
            return new Refused(bytes, position, cause, rowsBefore - 1);
        }
    }

    SplitInput(
            String id,
            @Nullable SourceReader<Object> reader,
            int ordinal,
            TimeSpec<Object> spec,
            boolean isBounded,
            Batch batch,
            Failures failures,
            OperatorCounters counters,
            int flightRows) {
        this.id = id;
        this.reader = reader;
        isEnded = reader == null;
        this.ordinal = ordinal;
        this.isBounded = isBounded;
        this.failures = failures;
        this.counters = counters;
        flight = flightRows == 0 ? null : new FlightRing(flightRows);
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
        if ((answer == Status.DATA) != (into.size + refused.size() > 0)) {
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
                if (flight != null) {
                    // First of all, since what follows may fail because of a record.
                    flight.add(into);
                }
                readTimestamps(into, nowMillis);
                setAsideRefused(into);
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
            readTimestamps(rows, timestamps);
        } else if (timeKind != TimeSpec.Kind.SOURCE) {
            java.util.Arrays.fill(rows.timestamps, 0, rows.size, time.processingTimestamp(nowMillis));
        }
    }

    /** Starts again behind each row that has no time, if such rows are set aside. */
    private void readTimestamps(Batch rows, NumberLoop loop) throws RecordFailure {
        for (int from = 0; from >= 0; ) {
            try {
                loop.read(rows, from, rows.timestamps);
                from = -1;
            } catch (RecordFailure failure) {
                if (!failures.setsAside() || !failure.isOfRecord()) {
                    throw failure;
                }
                from = failure.row();
                takeOut(rows, from, failure);
            }
        }
    }

    @SuppressWarnings("NullAway") // rows below size are set
    private void takeOut(Batch rows, int row, RecordFailure failure) throws RecordFailure {
        Object record = rows.values[row];
        long origin = rows.origins[row];
        rows.remove(row);
        refused.replaceAll(each -> each.rowsBefore() > row ? each.withOneRowLessBefore() : each);
        setAside(record, greatestBefore(rows, row), origin, failure);
    }

    private void setAsideRefused(Batch rows) throws RecordFailure {
        for (Refused each : refused) {
            long origin = Origin.ofRecord(ordinal, each.position());
            setAside(
                    each.bytes(),
                    greatestBefore(rows, each.rowsBefore()),
                    origin,
                    new RecordFailure(origin, each.cause()));
        }
        refused.clear();
    }

    private void setAside(Object what, long timestamp, long origin, RecordFailure failure) throws RecordFailure {
        counters.in++;
        failures.settle(what, timestamp, origin, failure, counters, counters.in);
    }

    /** What has no time gets the greatest of the records before it in its split, so that it is not late. */
    private long greatestBefore(Batch rows, int row) {
        long greatest = Math.max(time.maxSeen(), 0);
        for (int i = 0; i < row; i++) {
            greatest = Math.max(greatest, rows.timestamps[i]);
        }
        return greatest;
    }

    @Override
    public void refuse(byte[] bytes, long position, Exception cause) throws Exception {
        if (!failures.setsAside()) {
            throw cause;
        }
        requirePosition(position);
        refused.add(new Refused(bytes, position, cause, size));
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
        requirePosition(position);
        int row = size;
        values[row] = Objects.requireNonNull(record, "a source must not collect null");
        origins[row] = Origin.ofRecord(ordinal, position);
        size = row + 1;
    }

    private static void requirePosition(long position) {
        if ((position & ~POSITION_MAX) != 0) {
            throw new IllegalStateException(
                    "the position of a record must be between 0 and " + POSITION_MAX + ", got " + position);
        }
    }

    @Override
    public int remaining() {
        return values.length - size - refused.size();
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
                reader == null || isEnded ? OptionalLong.of(0) : reader.lag(),
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

    /** Tells what it keeps in memory. */
    void weigh(Footprint footprint) {
        if (flight != null) {
            flight.weigh(footprint);
        }
    }

    /** What was read lately, to be looked at by any thread; null if that is not kept. */
    @Nullable
    Supplier<FlightSplit> flight(String source, LongFunction<String> describe) {
        if (flight == null) {
            return null;
        }
        FlightRing now = flight.copy();
        boolean hasEnded = isEnded;
        return () -> new FlightSplit(source, id, isBounded, hasEnded, now.forgotten(), now.rows(describe));
    }

    /** Where the split stands between two reads. */
    SplitState state() throws Exception {
        return new SplitState(id, reader == null || isEnded ? null : reader.position(), time.standing());
    }

    /** The job will not go back behind these positions, by split; null if it had ended. */
    void onDurable(Map<String, byte @Nullable []> positions) throws Exception {
        byte[] position = positions.get(id);
        if (position != null && reader != null) {
            reader.onDurable(position);
        } else if (positions.containsKey(id)) {
            onDurable();
        }
    }

    /** The job will not go back behind where this stands. */
    void onDurable() throws Exception {
        if (reader != null) {
            reader.onDurable(reader.position());
        }
    }

    void close() throws Exception {
        if (reader != null) {
            reader.close();
        }
    }
}
