package dev.millrace.engine;

import dev.millrace.api.graph.Explanation;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.Runner;
import dev.millrace.api.job.SinkGuarantee;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.exchange.IngressQueue;
import dev.millrace.engine.exchange.ShardMap;
import dev.millrace.engine.job.EndToEnd;
import dev.millrace.engine.job.JobControl;
import dev.millrace.engine.job.JobExecution;
import dev.millrace.engine.job.JobSettings;
import dev.millrace.engine.job.OperatorProbe;
import dev.millrace.engine.job.QueuedPush;
import dev.millrace.engine.job.SharedMemory;
import dev.millrace.engine.worker.StepWatch;
import dev.millrace.engine.worker.Task;
import dev.millrace.engine.worker.Worker;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs pipelines in this process. All its jobs share its workers; several runtimes may live side by side. Thread-safe.
 *
 * <pre>{@code
 * try (EmbeddedRuntime runtime = EmbeddedRuntime.builder().workers(4).build();
 *         Job job = runtime.start(pipeline)) {
 *     job.await();
 * }
 * }</pre>
 */
public final class EmbeddedRuntime implements Runner {

    /** Rows in a batch, unless set: small enough that a chain works within a second-level cache. */
    public static final int DEFAULT_BATCH_CAPACITY = 1_024;

    /** Batches on a lane between two tasks, unless set. */
    public static final int DEFAULT_LANE_BATCHES = 8;

    /** How long a call of user code may keep a worker before it is named in the log, unless set. */
    public static final Duration DEFAULT_LONG_CALL = Duration.ofSeconds(5);

    private static final System.Logger LOGGER = System.getLogger(EmbeddedRuntime.class.getName());

    private final JobSettings settings;
    private final @Nullable FlightWriter flightWriter;
    private final List<Worker> workers = new ArrayList<>();
    private final StepWatch watch;
    private final Set<ThreadedJob> jobs = ConcurrentHashMap.newKeySet();
    private volatile boolean areWorkersStarted;
    private volatile boolean isClosed;

    private EmbeddedRuntime(Builder builder) {
        settings = builder.settings();
        flightWriter = builder.flightRecorder == null ? null : new FlightWriter(builder.flightRecorder);
        for (int i = 0; i < builder.workers; i++) {
            workers.add(new Worker(builder.name + "-worker-" + i, settings.ticker()));
        }
        watch = new StepWatch(builder.name + "-watch", workers, builder.longCall, builder.clock);
    }

    /**
     * Starts describing a runtime.
     *
     * @return a builder with defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public Job start(Pipeline pipeline) {
        return start(new ThreadedJob(pipeline, workers, watch, new Attempts(pipeline, null)));
    }

    @Override
    public Job start(Pipeline pipeline, Checkpoints checkpoints) {
        List<SinkGuarantee> guarantees = EndToEnd.guarantees(pipeline.freeze(), true);
        EndToEnd.require(pipeline.name(), guarantees, checkpoints.required());
        CheckpointedRun run = CheckpointedRun.open(pipeline.name(), checkpoints);
        boolean isStarted = false;
        try {
            Job job = start(new ThreadedJob(pipeline, workers, watch, new Attempts(pipeline, run)));
            isStarted = true;
            guarantees.forEach(
                    each -> LOGGER.log(System.Logger.Level.INFO, "job ''{0}'' gives {1}", pipeline.name(), each));
            return job;
        } finally {
            if (!isStarted) {
                run.close();
            }
        }
    }

    private Job start(ThreadedJob job) {
        synchronized (this) {
            requireOpen();
            jobs.add(job);
            startWorkers();
            job.begin();
        }
        return job;
    }

    /** The executions of one job. */
    private final class Attempts implements ThreadedJob.Attempts {

        private final Pipeline pipeline;
        private final @Nullable CheckpointedRun run;

        /** What the program pushes into outlives an execution. */
        private final PushDoors pushes;

        Attempts(Pipeline pipeline, @Nullable CheckpointedRun run) {
            this.pipeline = pipeline;
            this.run = run;
            pushes = new PushDoors(pipeline.freeze());
        }

        // Outside the monitor: listing splits is the connector's code and may take its time.
        @Override
        public JobExecution make(ThreadedJob job) {
            boolean isMade = false;
            try {
                JobExecution made = new JobExecution(
                        pipeline.freeze(),
                        job.control(),
                        settings,
                        workers.size(),
                        worker -> workers.get(worker)::wakeUp,
                        (source, push, wakeUp, refusal) -> pushes.find(source, push, wakeUp, job::pushRefusal),
                        run == null ? null : run.settings(),
                        run == null ? null : run.newest());
                isMade = true;
                return made;
            } finally {
                if (!isMade) {
                    pushes.close();
                }
            }
        }

        @Override
        public void begin(JobExecution execution) {
            for (int i = 0; i < workers.size(); i++) {
                for (Task task : execution.tasksOfWorker(i)) {
                    workers.get(i).add(task);
                }
            }
        }

        @Override
        public @Nullable Checkpoints checkpoints() {
            return run == null ? null : run.checkpoints();
        }

        @Override
        public void later(Duration wait, Runnable action) {
            if (run != null) {
                run.later(wait, action);
            }
        }

        @Override
        public @Nullable SavedState saved() throws IOException {
            return run == null ? null : run.saved();
        }

        @Override
        public @Nullable FlightWriter flightWriter() {
            return flightWriter;
        }

        @Override
        public void onEnd(ThreadedJob job) {
            jobs.remove(job);
            pushes.close();
            if (run != null) {
                run.close();
            }
        }
    }

    /**
     * Starts a pipeline without threads: it runs on the thread that pushes into it, or that calls
     * {@link CallersThreadJob#runUntilIdle}. The fastest way for records that the program has in its hands.
     *
     * <p>The job belongs to its thread alone: {@link #close} of this runtime does not end it.
     *
     * @param pipeline what to run
     * @return the job, to be used by one thread only
     */
    public CallersThreadJob startOnCallersThread(Pipeline pipeline) {
        requireOpen();
        return CallersThreadJob.start(pipeline, settings);
    }

    /**
     * Says how a pipeline would run here.
     *
     * @param pipeline frozen by this
     * @return the physical plan, for people
     */
    public Explanation explain(Pipeline pipeline) {
        return prepare(pipeline).explain();
    }

    /**
     * Says how a pipeline would run here with checkpoints, and what each of its sinks would get from end to end.
     *
     * @param pipeline frozen by this
     * @param checkpoints where and how often; nothing is read or written there
     * @return the physical plan, for people; the guarantees are in its text
     * @throws IllegalStateException as at a start, if a sink would get less than these checkpoints require
     */
    public Explanation explain(Pipeline pipeline, Checkpoints checkpoints) {
        List<SinkGuarantee> guarantees = EndToEnd.guarantees(pipeline.freeze(), true);
        EndToEnd.require(pipeline.name(), guarantees, checkpoints.required());
        Explanation plan = explain(pipeline);
        StringBuilder text = new StringBuilder(plan.text());
        text.append("with ").append(checkpoints).append('\n');
        guarantees.forEach(each -> text.append("  ").append(each).append('\n'));
        return new Explanation(text.toString(), plan.mermaid());
    }

    private JobExecution prepare(Pipeline pipeline) {
        return new JobExecution(
                pipeline.freeze(),
                new JobControl(pipeline.name(), () -> {}),
                settings,
                workers.size(),
                worker -> workers.get(worker)::wakeUp,
                (source, push, wakeUp, refusal) -> new QueuedPush(new IngressQueue(source, push, wakeUp, refusal)));
    }

    private synchronized void requireOpen() {
        if (isClosed) {
            throw new IllegalStateException("this runtime is closed; make a new one");
        }
    }

    private void startWorkers() {
        if (!areWorkersStarted) {
            areWorkersStarted = true;
            workers.forEach(Worker::start);
            watch.start();
        }
    }

    /**
     * Cancels the jobs that still run, says so in the log, and ends all workers.
     *
     * @throws IllegalStateException if called from a function or sink of one of its own jobs, whose worker cannot wait
     *     for itself
     */
    @Override
    public void close() {
        if (workers.stream().anyMatch(Worker::isCurrentThread)) {
            throw new IllegalStateException("a runtime cannot be closed by one of its own workers, since it waits for"
                    + " them; cancel the job, and close the runtime from another thread");
        }
        synchronized (this) {
            if (isClosed) {
                return;
            }
            isClosed = true;
        }
        // Outside the monitor: a job may be calling start at this moment, and must be told that it is too late.
        jobs.forEach(ThreadedJob::close);
        if (areWorkersStarted) {
            watch.shutDown();
            boolean isInterrupted = false;
            for (Worker worker : workers) {
                isInterrupted |= !worker.shutDown();
            }
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Describes a runtime. */
    public static final class Builder {

        private String name = "millrace";
        private int workers = Math.min(ShardMap.SHARDS, Runtime.getRuntime().availableProcessors());
        private InstantSource clock = InstantSource.system();
        private boolean isSystemTime = true;
        private int batchCapacity = DEFAULT_BATCH_CAPACITY;
        private int laneBatches = DEFAULT_LANE_BATCHES;
        private Duration longCall = DEFAULT_LONG_CALL;
        private @Nullable FlightRecorder flightRecorder;
        private long memory = Runtime.getRuntime().maxMemory() / 2;

        private Builder() {}

        /**
         * Names the runtime; its threads are called {@code name-worker-0} and so on.
         *
         * @param runtimeName {@code millrace} unless set
         * @return this
         */
        public Builder name(String runtimeName) {
            name = runtimeName;
            return this;
        }

        /**
         * Sets the number of worker threads.
         *
         * @param count from 1 to 128; one for each processor unless set
         * @return this
         */
        public Builder workers(int count) {
            workers = new ShardMap(count).workers();
            return this;
        }

        /**
         * Sets the clock, which judges silence and records of the future, is the time of processing-time streams, and says how
         * long records take.
         *
         * @param source the system's unless set
         * @return this
         */
        public Builder clock(InstantSource source) {
            clock = source;
            isSystemTime = false;
            return this;
        }

        /**
         * Sets how many rows move together.
         *
         * @param rows at least 1
         * @return this
         */
        public Builder batchCapacity(int rows) {
            batchCapacity = rows;
            return this;
        }

        /**
         * Sets how many batches may wait between two tasks.
         *
         * @param batches a power of two
         * @return this
         */
        public Builder laneBatches(int batches) {
            laneBatches = batches;
            return this;
        }

        /**
         * Sets how long one call of user code may keep a worker before the log and {@link Job#snapshot} name it: all other
         * tasks of that worker wait meanwhile. The call is not stopped.
         *
         * @param duration 5 seconds unless set
         * @return this
         * @throws IllegalArgumentException if it is shorter than a millisecond
         */
        public Builder longCall(Duration duration) {
            if (duration.toMillis() < 1) {
                throw new IllegalArgumentException("a long call takes a millisecond or more, got " + duration);
            }
            longCall = duration;
            return this;
        }

        /**
         * Has jobs on workers keep what they have read lately, and write a test of it when they fail. A job that is restarted, and
         * fails because of the same record again, writes none again.
         *
         * @param recorder none unless set
         * @return this
         */
        public Builder flightRecorder(FlightRecorder recorder) {
            flightRecorder = recorder;
            return this;
        }

        private JobSettings settings() {
            int flightRows = flightRecorder == null ? 0 : flightRecorder.rows();
            // Only the system has a finer clock than its time of day, and one that is never set.
            return isSystemTime
                    ? new JobSettings(
                            clock,
                            System::nanoTime,
                            batchCapacity,
                            laneBatches,
                            flightRows,
                            new SharedMemory(memory),
                            OperatorProbe.NONE)
                    : new JobSettings(clock, batchCapacity, laneBatches)
                            .recording(flightRows)
                            .within(new SharedMemory(memory));
        }

        /**
         * Sets how much all jobs may keep in memory together: their state, what waits to be read, and what is on its way between
         * tasks. From four fifths of it on sources are slowed down; beyond it the job that keeps most of it fails, and names
         * the operator, so that the process does not end with an {@link OutOfMemoryError}. See
         * {@link dev.millrace.api.job.JobSnapshot#memory} for how much it is.
         *
         * <p>Half of the heap is a good measure: a checkpoint writes what has changed into memory once more, the first one all of it, and
         * the program and the collector need some, too.
         *
         * @param bytes half of the largest heap unless set; {@link Long#MAX_VALUE} for no limit
         * @return this
         * @throws IllegalArgumentException if it is less than 1
         */
        public Builder memory(long bytes) {
            memory = SharedMemory.requireLimit(bytes);
            return this;
        }

        /**
         * Makes the runtime. Its threads start with its first job.
         *
         * @return a new runtime, to be closed
         * @throws IllegalArgumentException if a setting is out of its range
         */
        public EmbeddedRuntime build() {
            return new EmbeddedRuntime(this);
        }
    }
}
