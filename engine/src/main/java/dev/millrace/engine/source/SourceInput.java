package dev.millrace.engine.source;

import dev.millrace.api.connector.SourceReader;
import dev.millrace.api.connector.TimedSource;
import dev.millrace.api.job.SplitFigures;
import dev.millrace.engine.batch.Barrier;
import dev.millrace.engine.batch.Batch;
import dev.millrace.engine.exchange.TaskInput;
import dev.millrace.engine.flight.FlightSplit;
import dev.millrace.engine.metrics.OperatorCounters;
import dev.millrace.engine.operator.Failures;
import dev.millrace.engine.operator.RecordFailure;
import dev.millrace.engine.state.Footprint;
import dev.millrace.engine.time.SplitTime;
import dev.millrace.engine.time.WatermarkMerge;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The splits of a source that one task reads: in turn, a batch at a time. A batch holds records of one split only, so its
 * watermarks can be judged by that split alone. Owned by the task's thread.
 */
public final class SourceInput implements TaskInput {

    private static final System.Logger LOGGER = System.getLogger(SourceInput.class.getName());

    private final String name;
    private final TimedSource<Object> source;
    private final InstantSource clock;
    private final LongSupplier ticker;
    private final Batch batch;
    private final List<SplitInput> splits = new ArrayList<>();
    private final WatermarkMerge time;
    private final OperatorCounters counters = new OperatorCounters();
    private final LongSupplier barriers;
    private final NewSplits newSplits;
    private final BooleanSupplier isHeldBack;
    private final Supplier<Intake> intake;

    /** How many records the program has pushed that were not read yet; null if the source is not pushed. */
    private final @Nullable LongSupplier pushed;

    private final Failures failures;
    private final int flightRows;
    private int turn;
    private boolean isFinished;

    /** Whether the batch is to be given next, what was set aside of it having been given. */
    private boolean isBatchDue;

    /** The last epoch that has ended here. */
    private long epoch;

    /** The last view that was captured here. */
    private long view;

    /** The barrier that is to pass. */
    private long asked;

    /** Whether the last {@link #poll} found a split that could not be asked, and so may have something. */
    private boolean isAnyUnavailable;

    /** Adds the splits that have appeared while the job runs. */
    public interface NewSplits {

        /**
         * Adds them by {@link #add}; nothing nearly always, so it must be cheap.
         *
         * @param isLast whether all others have ended: then, if there are none, there must be none later, for the input ends
         * @return whether there were any
         */
        boolean addTo(SourceInput input, boolean isLast) throws Exception;
    }

    /**
     * Makes one without splits.
     *
     * @param name of the source
     * @param source the description
     * @param splitCount how many splits will be added before the first step
     * @param clock the job's
     * @param ticker by which it is noted when records were read
     * @param batchCapacity rows in a batch
     * @param intake whether the source is read
     * @param pushed how many records the program has pushed that were not read yet; null if the source is not pushed
     * @param barriers the last one that is to pass
     * @param epoch the last one that has ended
     * @param newSplits asked at every step
     * @param isHeldBack whether nothing is to be read for now, because what was read before is still on its way
     * @param failures what becomes of what is no record, or has no time
     * @param flightRows how many of the last records of each split are kept
     */
    public SourceInput(
            String name,
            TimedSource<Object> source,
            int splitCount,
            InstantSource clock,
            LongSupplier ticker,
            int batchCapacity,
            Supplier<Intake> intake,
            @Nullable LongSupplier pushed,
            LongSupplier barriers,
            long epoch,
            NewSplits newSplits,
            BooleanSupplier isHeldBack,
            Failures failures,
            int flightRows) {
        this.name = name;
        this.source = source;
        this.clock = clock;
        this.ticker = ticker;
        batch = new Batch(batchCapacity);
        time = WatermarkMerge.ofIndependent(splitCount);
        this.intake = intake;
        this.pushed = pushed;
        this.barriers = barriers;
        this.epoch = epoch;
        this.newSplits = newSplits;
        this.isHeldBack = isHeldBack;
        this.failures = failures;
        this.flightRows = flightRows;
    }

    /**
     * Adds a split.
     *
     * @param id of the split
     * @param reader of the split, closed with this input; null if it ended before a restart
     * @param ordinal of the split in its source
     * @param isBounded whether it has an end
     * @param standing how far its time had come before a restart, or null
     */
    public void add(
            String id,
            @Nullable SourceReader<Object> reader,
            int ordinal,
            boolean isBounded,
            SplitTime.@Nullable Standing standing) {
        SplitInput split =
                new SplitInput(id, reader, ordinal, source.time(), isBounded, batch, failures, counters, flightRows);
        if (splits.size() == time.inputs()) {
            time.add();
        }
        if (standing != null) {
            split.time().restore(standing);
            time.update(splits.size(), standing.watermark(), standing.cause(), false, split.isEnded());
            time.noteCaughtUp(splits.size(), standing.hasCaughtUp());
        }
        splits.add(split);
    }

    /** Where all splits stand. */
    public List<SplitState> splitStates() throws Exception {
        List<SplitState> states = new ArrayList<>();
        for (SplitInput split : splits) {
            states.add(split.state());
        }
        return states;
    }

    /**
     * The job will not go back behind these positions.
     *
     * @param positions by split; null if it had ended
     */
    public void onDurable(Map<String, byte @Nullable []> positions) throws Exception {
        for (SplitInput split : splits) {
            split.onDurable(positions);
        }
    }

    /** The job has ended, and will not be gone on with. Who cannot be read again need not know where that is. */
    public void onJobFinished() throws Exception {
        if (source.source().isReplayable()) {
            for (SplitInput split : splits) {
                split.onDurable();
            }
        }
    }

    /** Tells what waits to be read, all of it taken to be like what was read last. */
    public void weigh(Footprint footprint) {
        long waiting = pushed == null ? 0 : pushed.getAsLong();
        footprint.objects(batch.size == 0 ? 0 : waiting, row -> batch.values[(int) (row % batch.size)]);
        splits.forEach(split -> split.weigh(footprint));
    }

    /** How far all splits have come, for people. */
    public List<SplitFigures> splitFigures() {
        return splits.stream().map(split -> split.figures(name, source.time())).toList();
    }

    /**
     * What was read lately of all splits, to be looked at by any thread; nothing if that is not kept.
     *
     * @param describe says where an origin is, to whichever thread looks
     */
    public List<Supplier<FlightSplit>> flight(LongFunction<String> describe) {
        return splits.stream()
                .flatMap(split -> Stream.ofNullable(split.flight(name, describe)))
                .toList();
    }

    /** Writes the time of all splits into the header of an empty batch. */
    public void writeHeader(Batch empty) {
        time.writeHeader(empty);
        // The end has a batch of its own.
        empty.isEnd = false;
    }

    @Override
    public long barrier() {
        if (isBatchDue) {
            // The splits stand behind it already.
            return Batch.NO_BARRIER;
        }
        asked = barriers.getAsLong();
        if (Barrier.isOfView(asked)) {
            return Barrier.number(asked) > view ? asked : Batch.NO_BARRIER;
        }
        // What was pushed before a stop is before its barrier.
        return asked > epoch && !(intake.get() == Intake.STOPPING && isAnyPushed()) ? asked : Batch.NO_BARRIER;
    }

    private boolean isAnyPushed() {
        return pushed != null && pushed.getAsLong() > 0;
    }

    @Override
    public void passBarrier() {
        if (Barrier.isOfView(asked)) {
            view = Barrier.number(asked);
        } else {
            epoch = asked;
        }
    }

    @Override
    public boolean release() {
        // The one batch is this input's own; no producer waits for it.
        return false;
    }

    @Override
    public @Nullable Batch poll() throws Exception {
        if (isFinished) {
            return null;
        }
        if (isBatchDue) {
            isBatchDue = false;
            return given();
        }
        if (isHeldBack.getAsBoolean()) {
            // As if quiet: who takes in what was sent must not wait for more of it.
            isAnyUnavailable = false;
            return null;
        }
        batch.clear();
        newSplits.addTo(this, false);
        failures.clear();
        isAnyUnavailable = false;
        long nowMillis = clock.millis();
        batch.readNanos = ticker.getAsLong();
        Intake now = intake.get();
        boolean isTimeChanged = false;
        for (int tried = 0; tried < splits.size(); tried++) {
            int index = turn;
            turn = turn + 1 == splits.size() ? 0 : turn + 1;
            SplitInput split = splits.get(index);
            if (split.isEnded()) {
                continue;
            }
            int ahead = take(split, now, nowMillis);
            isAnyUnavailable |= split.isUnavailable();
            if (split.isEnded() && splits.stream().allMatch(SplitInput::isEnded)) {
                // Before time ends with it: one may have appeared since.
                newSplits.addTo(this, true);
            }
            SplitTime splitTime = split.time();
            isTimeChanged |=
                    time.update(index, splitTime.watermark(), splitTime.cause(), splitTime.isIdle(), split.isEnded());
            isTimeChanged |= time.noteCaughtUp(index, splitTime.hasCaughtUp());
            if (ahead >= 0) {
                onRead(ahead);
                break;
            }
        }
        if (time.haveAllEnded() && newSplits.addTo(this, true)) {
            // All had ended before a restart.
            return null;
        }
        if (batch.size == 0 && !isTimeChanged && !time.haveAllEnded() && !failures.hasRows()) {
            return null;
        }
        time.writeHeader(batch);
        Batch failed = failures.next(batch);
        if (failed == null) {
            return given();
        }
        isBatchDue = true;
        failed.readNanos = batch.readNanos;
        return failed;
    }

    /** Records count once they go, so that those that wait behind what was set aside are nowhere twice. */
    private Batch given() {
        counters.in += batch.size;
        counters.passed += batch.size;
        counters.out += batch.size;
        isFinished = batch.isEnd;
        return batch;
    }

    /** Reads a split, unless it is not to be read. */
    private int take(SplitInput split, Intake now, long nowMillis) throws Exception {
        boolean isRead = switch (now) {
            case OPEN -> true;
            case PAUSED -> false;
            case STOPPING -> isAnyPushed();
            // The program's side was closed, so that it ends by itself.
            case DRAINING -> pushed != null;
        };
        if (isRead) {
            return read(split, nowMillis);
        }
        if (now == Intake.DRAINING) {
            split.end();
        } else {
            split.pause();
        }
        return -1;
    }

    private int read(SplitInput split, long nowMillis) throws Exception {
        try {
            return split.read(batch, nowMillis);
        } catch (RecordFailure failure) {
            // The records before the failing one are lost with the job, and so accounted for as failed, too.
            counters.in += batch.size;
            counters.failed += batch.size;
            throw failure;
        } catch (Throwable failure) {
            // Errors of user code, too, or the ledger of a failed job would not balance.
            counters.in += batch.size + 1;
            counters.failed += batch.size + 1;
            throw failure;
        }
    }

    private void onRead(int ahead) {
        if (ahead > 0) {
            if (counters.ahead == 0) {
                LOGGER.log(
                        System.Logger.Level.WARNING,
                        "source ''{0}'' has records with a time too far ahead; they go to their own windows but do not"
                                + " move time (futureBound), and are counted in the ledger. Reported once.",
                        name);
            }
            counters.ahead += ahead;
        }
    }

    @Override
    public boolean isFinished() {
        return isFinished;
    }

    @Override
    public boolean isQuiet() {
        return !isAnyUnavailable;
    }

    /** What happened to the records so far. */
    public OperatorCounters counters() {
        return counters;
    }

    /** The time of all splits. */
    public long watermark() {
        return time.watermark();
    }

    /** Closes all readers; the first failure is thrown, later ones are added to it. */
    public void close() throws Exception {
        Exception first = null;
        for (SplitInput split : splits) {
            try {
                split.close();
            } catch (Exception failure) {
                if (first == null) {
                    first = failure;
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
