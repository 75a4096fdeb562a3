package dev.millrace.testkit;

import dev.millrace.api.connector.Ingress;
import dev.millrace.api.connector.Push;
import dev.millrace.api.connector.PushLog;
import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.job.CheckpointFigures;
import dev.millrace.api.job.HotKey;
import dev.millrace.api.job.JobFailedException;
import dev.millrace.api.job.JobSnapshot;
import dev.millrace.api.job.JobStatus;
import dev.millrace.api.job.Ledger;
import dev.millrace.api.job.LookupFigures;
import dev.millrace.api.job.PendingSavepoint;
import dev.millrace.api.job.StateFigures;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.api.stream.Stream;
import dev.millrace.api.view.StateView;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.engine.checkpoint.CapturedView;
import dev.millrace.engine.job.JobControl;
import dev.millrace.engine.job.JobExecution;
import dev.millrace.engine.job.JobSettings;
import dev.millrace.engine.job.PushInput;
import dev.millrace.engine.job.QueuedPush;
import dev.millrace.engine.job.SharedMemory;
import dev.millrace.engine.view.CheckpointView;
import dev.millrace.engine.worker.Task;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One run of a pipeline on the calling thread: the engine as it is, planned for any number of workers, with its tasks
 * stepped in an order that a seed decides, under a {@link VirtualClock}. The same seed gives the same run.
 *
 * <p>The seed also decides how large batches and queues are, unless they are set: a pipeline must give the same results
 * for all of them. After every step the ledger is checked, unless {@link Builder#withoutChecks} is set; a record that is
 * not accounted for is an {@link AssertionError} at the step that lost it. Not thread-safe.
 *
 * <pre>{@code
 * CollectingSink<WindowResult<Long, Long>> results = new CollectingSink<>();
 * ... pipeline.read("bids", ListSource.of(...).eventTime(Bid::time)) ... .write("results", results);
 *
 * TestRun.of(pipeline).workers(3).seed(42).start().runToEnd();
 *
 * assertThat(results.records()).containsExactlyInAnyOrder(...);
 * }</pre>
 */
public final class TestRun {

    /** What a {@link VirtualClock} shows at the start unless set: 2020-01-01T00:00:00Z. */
    public static final Instant DEFAULT_START = Instant.parse("2020-01-01T00:00:00Z");

    /** A run that takes more steps without idling is taken to be stuck. */
    static final long STEPS_MAX = 20_000_000;

    /** After a crash the number of workers is at most this, if it changes. */
    private static final int WORKERS_MAX = 4;

    /** How often a last checkpoint is tried. */
    private static final int LAST_CHECKPOINT_TRIES_MAX = 10;

    private final String description;
    private final Pipeline pipeline;
    private final PipelineGraph graph;
    private final VirtualClock clock;
    private final Random random;
    private final boolean isChecked;
    private final JobSettings settings;
    private final int workers;
    private final long stepsMax;

    /** Whether their number may be another one after a crash. */
    private final boolean hasOtherWorkers;

    /** Null for a run without checkpoints. */
    private final @Nullable SimulatedDisk disk;

    /** Null if nobody disturbs the job. */
    private final @Nullable RandomControl control;

    private JobExecution execution;
    private long steps;

    private TestRun(Builder builder) {
        random = new Random(builder.seed);
        pipeline = builder.pipeline;
        graph = builder.rewriting.apply(pipeline.freeze());
        clock = new VirtualClock(builder.start);
        isChecked = builder.isChecked;
        int batchCapacity = builder.batchCapacity > 0 ? builder.batchCapacity : randomBatchCapacity();
        int laneBatches = builder.laneBatches > 0 ? builder.laneBatches : 1 << random.nextInt(4);
        description = "pipeline '" + pipeline.name() + "', seed " + builder.seed + ", workers " + builder.workers
                + ", batches of " + batchCapacity + ", lanes of " + laneBatches;
        settings = new JobSettings(clock, batchCapacity, laneBatches).within(builder.memory);
        workers = builder.workers;
        hasOtherWorkers = !builder.hasSameWorkers;
        stepsMax = builder.stepsMax;
        disk = builder.mishaps == null ? null : new SimulatedDisk(builder.mishaps, random);
        control = builder.stops == 0 ? null : new RandomControl(random, builder.stops, disk != null);
        execution = survive(workers);
    }

    private JobExecution execute(int workerCount) {
        return new JobExecution(
                graph,
                new JobControl(pipeline.name(), () -> {}),
                settings,
                workerCount,
                worker -> () -> {},
                this::open,
                disk == null ? null : disk.settings(),
                disk == null ? null : disk.newest());
    }

    private QueuedPush open(
            String source, Push<?> push, Runnable wakeUp, Supplier<@Nullable RuntimeException> refusal) {
        PushLog log = push.log();
        if (log != null && log.storage() == null) {
            throw new IllegalArgumentException("a test run opens no directories, as " + log.describe()
                    + "; use journal(Storage) or spillTo(Storage) with a FaultyStorage");
        }
        try {
            return QueuedPush.open(source, push, log == null ? null : log.storage(), graph.codecs(), wakeUp, refusal);
        } catch (IOException failed) {
            throw new JobFailedException(pipeline.name(), source, null, failed);
        }
    }

    /** Starts the job, again and again if the machine dies while it does. */
    private JobExecution survive(int workerCount) {
        while (true) {
            try {
                JobExecution started = execute(workerCount);
                if (disk != null) {
                    disk.onStarted(workerCount);
                }
                return started;
            } catch (SimulatedCrash crashed) {
                Objects.requireNonNull(disk).onCrash(crashed);
            }
        }
    }

    /** Steps a task, or has the disk do what waits for it. */
    private boolean move(int chosen) {
        try {
            if (disk != null) {
                // While it is paused one after the other would keep the run from coming to rest.
                if (status() != JobStatus.PAUSED && disk.isCheckpointDue()) {
                    execution.requestCheckpoint();
                }
                if (disk.isCrashDue()) {
                    throw new SimulatedCrash("between two steps");
                }
            }
            boolean hasMoved = stepOne(chosen);
            check();
            if (control != null && control.mustStart(execution)) {
                Objects.requireNonNull(disk).onStopped();
                execution = survive(workersOfNext());
            }
            return hasMoved;
        } catch (SimulatedCrash crashed) {
            Objects.requireNonNull(disk).onCrash(crashed);
            execution = survive(workersOfNext());
            return true;
        }
    }

    private boolean stepOne(int chosen) {
        int tasks = execution.tasks().size();
        if (chosen < tasks) {
            return execution.tasks().get(chosen).step() == Task.Progress.MOVED;
        }
        return chosen == tasks && disk != null
                ? disk.write()
                : Objects.requireNonNull(control).act(execution);
    }

    private int workersOfNext() {
        return hasOtherWorkers && random.nextInt(4) == 0 ? 1 + random.nextInt(WORKERS_MAX) : workers;
    }

    /** Number of things that can be stepped. */
    private int movers() {
        return execution.tasks().size() + (disk == null ? 0 : 1) + (control == null ? 0 : 1);
    }

    private int randomBatchCapacity() {
        int[] capacities = {1, 2, 3, 7, 32, 100, EmbeddedRuntime.DEFAULT_BATCH_CAPACITY};
        return capacities[random.nextInt(capacities.length)];
    }

    /**
     * Starts describing a run.
     *
     * @param pipeline what to run; frozen by the start
     * @return a builder with one worker and seed 0
     */
    public static Builder of(Pipeline pipeline) {
        return new Builder(pipeline);
    }

    /**
     * Steps one task, chosen by the seed.
     *
     * @return true if something moved
     */
    public boolean step() {
        return move(random.nextInt(movers()));
    }

    /**
     * Steps tasks until none of them can move: all that was given has been processed as far as time allows.
     *
     * @return this
     * @throws AssertionError if a record is not accounted for, or the run does not come to rest
     */
    public TestRun runUntilIdle() {
        List<Integer> awake = all();
        while (!awake.isEmpty()) {
            int chosen = random.nextInt(awake.size());
            if (move(awake.get(chosen))) {
                // What moved may have woken any of the others.
                awake = all();
            } else {
                awake.remove(chosen);
            }
            if (++steps > stepsMax) {
                throw new AssertionError("no rest after " + steps + " steps of " + this);
            }
        }
        return this;
    }

    private List<Integer> all() {
        List<Integer> all = new ArrayList<>();
        for (int i = 0; i < movers(); i++) {
            all.add(i);
        }
        return all;
    }

    /**
     * How often the machine has died so far.
     *
     * @return 0 unless asked for by {@link Builder#crashes}
     */
    public int crashes() {
        return disk == null ? 0 : disk.crashes();
    }

    /**
     * How often the job went on from a checkpoint, and not from the beginning.
     *
     * @return at most {@link #crashes}
     */
    public int restores() {
        return disk == null ? 0 : disk.restores();
    }

    /**
     * How often the job was stopped with a savepoint, and started again.
     *
     * @return 0 unless asked for by {@link Builder#stops}
     */
    public int stops() {
        return control == null ? 0 : control.stops();
    }

    /** The machine of the run, or null if the job keeps no checkpoints. */
    @Nullable
    SimulatedDisk disk() {
        return disk;
    }

    /**
     * Runs the job to its end.
     *
     * @return this
     * @throws JobFailedException if it fails
     * @throws AssertionError if it waits for more, or a record is not accounted for
     */
    public TestRun runToEnd() {
        runUntilIdle();
        // The last checkpoint is needed for the end; a failed one is tried again when the next is due.
        for (int tries = 0; disk != null && !status().isEnd() && tries < LAST_CHECKPOINT_TRIES_MAX; tries++) {
            execution.requestCheckpoint();
            runUntilIdle();
        }
        JobFailedException failure = execution.failure();
        if (failure != null) {
            failure.addSuppressed(new AssertionError("this was " + this));
            throw failure;
        }
        if (!status().isEnd()) {
            throw new AssertionError("the job waits and has not ended; end its sources first. This is " + this + "\n"
                    + ledger().toTable());
        }
        return this;
    }

    /**
     * Moves the clock and runs what that allows.
     *
     * @param duration how far
     * @return this
     */
    public TestRun advance(Duration duration) {
        clock.advance(duration);
        return runUntilIdle();
    }

    /** Has sources read nothing from the next step on, as {@link dev.millrace.api.job.Job#pause} does. */
    public void pause() {
        execution.pause();
    }

    /** Has sources read on, as {@link dev.millrace.api.job.Job#resume} does. */
    public void resume() {
        execution.resume();
    }

    /** Ends the job where it is in the steps that follow, as {@link dev.millrace.api.job.Job#drain} does. */
    public void drain() {
        execution.drain();
    }

    /**
     * Has a savepoint made in the steps that follow.
     *
     * @return looks whether it is there: {@code await(Duration.ZERO)}
     * @throws IllegalStateException if the run keeps no checkpoints ({@link Builder#crashes}), is being drained or stopped, or has
     *     ended
     */
    public PendingSavepoint savepoint() {
        return execution.savepoint(Optional.empty());
    }

    /**
     * Has the job stopped with a savepoint in the steps that follow; {@link #startAgain} goes on from there.
     *
     * @return looks whether it is there: {@code await(Duration.ZERO)}
     * @throws IllegalStateException if the run keeps no checkpoints ({@link Builder#crashes}), is being drained, or has ended
     */
    public PendingSavepoint stopWithSavepoint() {
        return execution.stopWithSavepoint(Optional.empty());
    }

    /**
     * Starts the job again from what the disk has, as a new process would.
     *
     * @param workerCount at least 1
     * @return this
     * @throws IllegalStateException if it has not ended, or the run keeps no checkpoints
     */
    public TestRun startAgain(int workerCount) {
        if (disk == null || !status().isEnd()) {
            throw new IllegalStateException(
                    "only a job that keeps checkpoints and has ended can be started again; this is " + status() + " in "
                            + this);
        }
        disk.onStopped();
        execution = survive(workerCount);
        return this;
    }

    /** Cancels the job and runs until it has let go of everything. */
    public void cancel() {
        requestCancel();
        runUntilIdle();
    }

    /** Asks the job to cancel, as another thread might at any moment: also from within a function or a sink of it. */
    public void requestCancel() {
        execution.cancel();
    }

    /**
     * The clock of the run.
     *
     * @return to be moved by the test
     */
    public VirtualClock clock() {
        return clock;
    }

    /**
     * What the job is doing.
     *
     * @return the status
     */
    public JobStatus status() {
        return execution.status();
    }

    /**
     * Why the job failed.
     *
     * @return the failure, or null if it has not
     */
    public @Nullable JobFailedException failure() {
        return execution.failure();
    }

    /**
     * Accounts for every record, exactly.
     *
     * @return the ledger at this moment
     */
    public Ledger ledger() {
        execution.publishAccounts();
        return execution.ledger();
    }

    /**
     * All figures of the job, exactly, and what they mean in words.
     *
     * @return as {@link dev.millrace.api.job.Job#snapshot} gives them, without checkpoints
     */
    public JobSnapshot snapshot() {
        execution.wantDetails();
        execution.publishAccounts();
        return execution.snapshot(execution.status(), CheckpointFigures.NONE, List.of());
    }

    /**
     * What a lookup has cost and saved, exactly.
     *
     * @param operator name of the lookup
     * @return the figures at this moment
     */
    public LookupFigures lookup(String operator) {
        execution.publishAccounts();
        return execution.lookup(operator);
    }

    /**
     * How large a state of a process function is, exactly.
     *
     * @param operator name of the operator
     * @param state name of the state
     * @return the figures at this moment
     */
    public StateFigures state(String operator, String state) {
        execution.publishAccounts();
        return execution.state(operator, state);
    }

    /**
     * Looks at the state as of one moment: asks for it now, and steps tasks until all have handed in. If the machine dies
     * meanwhile it is asked for again.
     *
     * @return a view
     * @throws dev.millrace.api.view.StateUnavailableException if the job has ended, or ends meanwhile, or cannot store its state
     * @throws AssertionError if the run comes to rest without a view, or a record is not accounted for
     */
    public StateView view() {
        JobExecution asked = execution;
        CompletableFuture<CapturedView> captured = asked.requestView();
        List<Integer> awake = all();
        while (!captured.isDone()) {
            if (awake.isEmpty()) {
                throw new AssertionError("no view of " + this + ": " + execution.describeViewProgress());
            }
            int chosen = random.nextInt(awake.size());
            if (move(awake.get(chosen))) {
                awake = all();
            } else {
                awake.remove(chosen);
            }
            if (asked != execution) {
                asked = execution;
                captured = asked.requestView();
                awake = all();
            }
        }
        try {
            return new CheckpointView(pipeline, captured.join().checkpoint());
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : failed;
        }
    }

    /**
     * The keys that have the most records of a keyed operator.
     *
     * @param operator its name
     * @return as {@link dev.millrace.api.job.Job#hotKeys} gives them
     */
    public List<HotKey> hotKeys(String operator) {
        execution.wantDetails();
        execution.publishAccounts();
        return execution.hotKeys(operator);
    }

    /**
     * The most records that can be on their way between tasks at any time.
     *
     * @return the sum over all lanes
     */
    public long queueCapacity() {
        return execution.lanes().stream().mapToLong(lane -> lane.capacity()).sum();
    }

    /**
     * The door into a stream that was read from a {@link Push}. A {@code put} that would wait for room runs the job
     * instead, and fails if that makes none.
     *
     * @param stream what {@code pipeline.read(name, Push...)} returned
     * @param <T> type of the records
     * @return the ingress
     */
    @SuppressWarnings("unchecked") // the compiler checked the type where the source was read
    public <T> Ingress<T> ingress(Stream<T> stream) {
        PushInput input = stream.pipeline() == pipeline ? execution.pushInput(stream.nodeId()) : null;
        if (input == null) {
            throw new IllegalArgumentException("not a stream that this pipeline reads from a Push source");
        }
        return new SteppingIngress<>(
                () -> (Ingress<T>) Objects.requireNonNull(execution.pushInput(stream.nodeId()))
                        .ingress(),
                this,
                isBlocking(stream));
    }

    private boolean isBlocking(Stream<?> stream) {
        return execution.graph().nodes().get(stream.nodeId()) instanceof dev.millrace.api.graph.Node.SourceNode source
                && source.source().source() instanceof Push<?> push
                && push.whenFull() == Push.Overflow.BLOCK;
    }

    private void check() {
        if (isChecked) {
            List<String> imbalances = ledger().imbalances();
            if (!imbalances.isEmpty()) {
                throw new AssertionError(
                        "a record is not accounted for in " + this + ":\n" + String.join("\n", imbalances));
            }
        }
    }

    /** What repeats this run. */
    @Override
    public String toString() {
        return description;
    }

    /** Describes a run. */
    public static final class Builder {

        private final Pipeline pipeline;
        private UnaryOperator<PipelineGraph> rewriting = UnaryOperator.identity();
        private int workers = 1;
        private long seed;
        private Instant start = DEFAULT_START;
        private int batchCapacity;
        private int laneBatches;
        private SharedMemory memory = SharedMemory.unlimited();
        private boolean isChecked = true;
        private long stepsMax = STEPS_MAX;

        /** Null if the job keeps no checkpoints. */
        private @Nullable Mishaps mishaps;

        private boolean hasSameWorkers;
        private int stops;

        private Builder(Pipeline pipeline) {
            this.pipeline = pipeline;
        }

        /**
         * Sets for how many workers the job is planned.
         *
         * @param count at least 1
         * @return this
         */
        public Builder workers(int count) {
            workers = count;
            return this;
        }

        /**
         * Sets what decides order and sizes.
         *
         * @param value any
         * @return this
         */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /**
         * Sets what the clock shows at the start.
         *
         * @param instant {@link #DEFAULT_START} unless set
         * @return this
         */
        public Builder startAt(Instant instant) {
            start = instant;
            return this;
        }

        /**
         * Sets how many rows move together, instead of leaving it to the seed.
         *
         * @param rows at least 1
         * @return this
         */
        public Builder batchCapacity(int rows) {
            batchCapacity = rows;
            return this;
        }

        /**
         * Sets how many batches may wait between two tasks, instead of leaving it to the seed.
         *
         * @param batches a power of two
         * @return this
         */
        public Builder laneBatches(int batches) {
            laneBatches = batches;
            return this;
        }

        /**
         * Sets how much the job may keep in memory; no limit unless set.
         *
         * @param markBytes from here on sources are slowed down, as they are from four fifths of the memory of a runtime on
         * @param limitBytes beyond it the job fails; {@link Long#MAX_VALUE} for never
         * @return this
         */
        public Builder memory(long markBytes, long limitBytes) {
            memory = new SharedMemory(markBytes, limitBytes);
            return this;
        }

        /**
         * Has the job keep checkpoints, made at steps that the seed chooses, on a disk that fails now and then, and has the
         * machine die so often, at steps and in the middle of what the disk does; each time the job goes on from what is left,
         * with the same number of workers or another one. Sources must be replayable and sinks transactional, as
         * {@link dev.millrace.api.connector.CollectingSink} is; then results are those of a run without crashes. What is
         * pushed is not replayed unless it is journaled; the storage of a journal does not die with the machine.
         *
         * @param count 0 for checkpoints alone
         * @return this
         */
        public Builder crashes(int count) {
            mishaps = new RandomMishaps(count, false);
            return this;
        }

        /**
         * Has somebody disturb the job, at steps that the seed chooses: most often by stopping it with a savepoint and starting it
         * again, with the same number of workers or another one; else by pausing it for some steps, or asking for a savepoint. Results
         * are those of a run that nobody disturbs. What is pushed while the job is stopped has nowhere to go.
         *
         * @param count how often; without {@link #crashes} the job keeps no checkpoints, and is only paused
         * @return this
         */
        public Builder stops(int count) {
            if (count < 0) {
                throw new IllegalArgumentException("a job cannot be disturbed " + count + " times");
            }
            stops = count;
            return this;
        }

        /** Has another graph run than that of the pipeline. */
        Builder rewriting(UnaryOperator<PipelineGraph> change) {
            rewriting = change;
            return this;
        }

        /** Has the job keep checkpoints on a machine with which this goes wrong. */
        Builder mishaps(Mishaps planned) {
            mishaps = planned;
            return this;
        }

        /** Sets how many steps without rest are too many. */
        Builder stepsMax(long steps) {
            stepsMax = steps;
            return this;
        }

        /**
         * Has the job go on with as many workers as before after a crash: for pipelines whose results are in an order that
         * depends on how many there are.
         *
         * @return this
         */
        public Builder withSameWorkers() {
            hasSameWorkers = true;
            return this;
        }

        /**
         * Leaves out the check of the ledger after every step, for long runs.
         *
         * @return this
         */
        public Builder withoutChecks() {
            isChecked = false;
            return this;
        }

        /**
         * Makes the job; nothing has moved yet.
         *
         * @return the run
         */
        public TestRun start() {
            return new TestRun(this);
        }
    }
}
