package dev.millrace.runner.flink;

import dev.millrace.api.graph.PipelineGraph;
import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.job.Runner;
import dev.millrace.api.job.SinkGuarantee;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.engine.EmbeddedRuntime;
import dev.millrace.engine.exchange.ShardMap;
import dev.millrace.engine.job.EndToEnd;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;

/**
 * Runs pipelines on Apache Flink. The pipeline is that of the embedded engine, unchanged, and so are its answers: Flink has the
 * exchanges, the checkpoints and the restarts, and the operators are ours. Thread-safe.
 *
 * <pre>{@code
 * try (FlinkRuntime flink = FlinkRuntime.local().parallelism(4).build();
 *         Job job = flink.start(pipeline)) {
 *     job.await();
 * }
 * }</pre>
 *
 * <p>{@link #local()} starts a Flink in this process, for tests and for a first look; {@link #cluster()} takes the one that the program
 * was started for by {@code flink run}. What of a pipeline and a {@link Job} Flink does not have fails when it is asked for, with
 * the way out.
 */
public final class FlinkRuntime implements Runner {

    private final @Nullable LocalCluster local;
    private final int parallelism;
    private final int batchCapacity;
    private final Map<String, String> settings;

    private FlinkRuntime(Builder builder) {
        parallelism = builder.parallelism;
        batchCapacity = builder.batchCapacity;
        settings = Map.copyOf(builder.settings);
        local = builder.isLocal ? new LocalCluster(parallelism, Configuration.fromMap(settings)) : null;
    }

    /**
     * Starts describing a runtime with a Flink of its own, in this process. Sources and sinks are those of the program, as on the
     * embedded engine; everything else is shipped as to a cluster.
     *
     * @return a builder with defaults
     */
    public static Builder local() {
        return new Builder(true);
    }

    /**
     * Starts describing a runtime on the Flink that this program was started for, as {@code flink run} says.
     *
     * @return a builder with defaults
     */
    public static Builder cluster() {
        return new Builder(false);
    }

    /**
     * Says what keeps a pipeline from running on a Flink cluster, for a unit test: features that do not exist there, and what cannot be
     * shipped to other processes.
     *
     * @param pipeline frozen by this
     * @return a sentence for each; empty if there is nothing
     */
    public static List<String> obstacles(Pipeline pipeline) {
        return Obstacles.of(pipeline.freeze());
    }

    /**
     * {@inheritDoc}
     *
     * <p>If Flink itself is set to make checkpoints, by its configuration or by {@link Builder#set}, the job has them: then it is Flink
     * that decides where they are, and from which one it goes on.
     */
    @Override
    public Job start(Pipeline pipeline) {
        return start(pipeline.freeze(), null);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Checkpoints are Flink's own, in the directory, a path that all of the cluster can write to. A start goes on from the newest
     * that is there. Unlike on the embedded engine none is left when the job has come to the end of its input.
     */
    @Override
    public Job start(Pipeline pipeline, Checkpoints checkpoints) {
        PipelineGraph graph = pipeline.freeze();
        List<SinkGuarantee> guarantees = EndToEnd.guarantees(graph, true);
        EndToEnd.require(graph.name(), guarantees, checkpoints.required());
        return start(graph, FlinkCheckpoints.of(checkpoints));
    }

    private Job start(PipelineGraph graph, @Nullable FlinkCheckpoints checkpoints) {
        LocalObjects staying = new LocalObjects();
        boolean isStarted = false;
        try {
            StreamExecutionEnvironment job = environment(checkpoints);
            JobClient client = submit(graph, job, staying);
            isStarted = true;
            List<SinkGuarantee> guarantees = EndToEnd.guarantees(graph, isCheckpointed(job));
            return new FlinkJob(graph, client, guarantees, checkpoints, staying::forget);
        } finally {
            if (!isStarted) {
                staying.forget();
            }
        }
    }

    /** Has the cluster run a pipeline, and leaves it to that. */
    JobClient submit(Pipeline pipeline) {
        return submit(pipeline.freeze(), environment(null), new LocalObjects());
    }

    private static boolean isCheckpointed(StreamExecutionEnvironment job) {
        return job.getCheckpointConfig().isCheckpointingEnabled();
    }

    private JobClient submit(PipelineGraph graph, StreamExecutionEnvironment job, LocalObjects staying) {
        Portability.require(graph);
        Shipped<PipelineGraph> shipped = local == null ? Shipped.of(graph) : Shipped.of(graph, staying);
        JobTranslation.addTo(job, graph, shipped, parallelism(job), batchCapacity, isCheckpointed(job));
        StreamGraph translated = job.getStreamGraph();
        translated.setJobName(graph.name());
        if (local != null) {
            return local.submit(translated);
        }
        try {
            return job.executeAsync(translated);
        } catch (Exception failed) {
            throw new IllegalStateException("Flink does not take job '" + graph.name() + "'", failed);
        }
    }

    private int parallelism(StreamExecutionEnvironment job) {
        return parallelism > 0 ? parallelism : new ShardMap(job.getParallelism()).workers();
    }

    private StreamExecutionEnvironment environment(@Nullable FlinkCheckpoints checkpoints) {
        Configuration configuration = Configuration.fromMap(settings);
        FlinkSettings.addTo(configuration);
        if (checkpoints != null) {
            checkpoints.addTo(configuration);
        }
        StreamExecutionEnvironment job = local == null
                ? StreamExecutionEnvironment.getExecutionEnvironment(configuration)
                : new StreamExecutionEnvironment(configuration);
        if (!isCheckpointed(job)) {
            job.configure(FlinkSettings.withoutRestarts());
        }
        return job;
    }

    /** Ends a Flink of its own, and with it all jobs there. */
    @Override
    public void close() {
        if (local != null) {
            local.close();
        }
    }

    /** Describes a runtime. */
    public static final class Builder {

        private final boolean isLocal;
        private final Map<String, String> settings = new LinkedHashMap<>();
        private int parallelism;
        private int batchCapacity = EmbeddedRuntime.DEFAULT_BATCH_CAPACITY;

        private Builder(boolean isLocal) {
            this.isLocal = isLocal;
            parallelism =
                    isLocal ? Math.min(ShardMap.SHARDS, Runtime.getRuntime().availableProcessors()) : 0;
        }

        /**
         * Sets in how many tasks a step runs that is not bound to one.
         *
         * @param tasks from 1 to 128; unless set, one for each processor of this process, or what {@code flink run} says
         * @return this
         */
        public Builder parallelism(int tasks) {
            parallelism = new ShardMap(tasks).workers();
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
         * Sets something of Flink, by its own name.
         *
         * @param key as {@code taskmanager.memory.network.max}
         * @param value as in Flink's configuration
         * @return this
         */
        public Builder set(String key, String value) {
            settings.put(key, value);
            return this;
        }

        /**
         * Makes the runtime. A Flink of its own starts with its first job.
         *
         * @return a new runtime, to be closed
         */
        public FlinkRuntime build() {
            return new FlinkRuntime(this);
        }
    }
}
