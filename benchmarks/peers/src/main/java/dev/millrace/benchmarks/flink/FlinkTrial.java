package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.recovery.StatefulEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.runtime.checkpoint.AbstractCheckpointStats;
import org.apache.flink.runtime.checkpoint.CheckpointStatsSnapshot;
import org.apache.flink.runtime.checkpoint.CompletedCheckpointStats;
import org.apache.flink.runtime.checkpoint.SubtaskStateStats;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/**
 * Apache Flink in a cluster inside the process, its state on the heap, which is its fastest backend, with aligned, exactly-once
 * checkpoints in a local directory; other settings as for the queries, but buffers wait at most 100 ms, as they do unless set.
 */
public final class FlinkTrial implements StatefulEngine {

    private static final TypeInformation<Bid> BID = new RecordType<>(Bid.class, BidSerializer.INSTANCE);

    /** Updates go to a chained sink, so these are never serialized. */
    private static final TypeInformation<KeyUpdate> UPDATE = TypeInformation.of(KeyUpdate.class);

    private static final int CHECKPOINTS_REMEMBERED = 1_000;
    private static final long STATUS_NANOS = 200_000_000;

    private Configuration configuration = new Configuration();
    private @Nullable MiniCluster cluster;
    private @Nullable JobID job;
    private long nextStatusNanos = System.nanoTime();

    /** For the service loader. */
    public FlinkTrial() {}

    @Override
    public EngineName name() {
        return EngineName.FLINK;
    }

    @Override
    public void open(Setup setup) throws Exception {
        configuration = configuration(setup);
        cluster = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .withRandomPorts()
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(setup.threads())
                .build());
        cluster.start();
    }

    @Override
    public void start(Setup setup) throws Exception {
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(configuration);
        environment.setParallelism(setup.threads());
        environment
                .fromSource(new LoadSource(), WatermarkStrategy.noWatermarks(), "bids", BID)
                .setParallelism(1)
                .keyBy(Bid::auction, Types.LONG)
                .map(new TotalsFunction())
                .returns(UPDATE)
                .uid("totals")
                .sinkTo(new MeteredSink())
                .uid("answer");
        job = cluster()
                .submitJob(environment.getStreamGraph().getJobGraph())
                .get()
                .getJobID();
    }

    private static Configuration configuration(Setup setup) throws IOException {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
        configuration.set(WebOptions.CHECKPOINTS_HISTORY_SIZE, CHECKPOINTS_REMEMBERED);
        Path directory = setup.directory();
        if (directory != null) {
            configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(setup.intervalMillis()));
            configuration.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
            configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
            configuration.set(
                    CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                    directory.toUri().toString());
            configuration.set(
                    CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                    ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
            newest(directory)
                    .ifPresent(path -> configuration.set(
                            StateRecoveryOptions.SAVEPOINT_PATH, path.toUri().toString()));
        }
        return configuration;
    }

    /** The last complete checkpoint of whatever job. */
    private static Optional<Path> newest(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(file -> file.endsWith("_metadata"))
                    .map(Path::getParent)
                    .max(Comparator.comparingLong(
                            path -> Long.parseLong(path.getFileName().toString().replaceAll("[^0-9]", ""))));
        }
    }

    private MiniCluster cluster() {
        return Objects.requireNonNull(cluster, "open comes first");
    }

    private JobID job() {
        return Objects.requireNonNull(job, "start comes first");
    }

    @Override
    public void requireRunning() throws Exception {
        if (System.nanoTime() - nextStatusNanos < 0) {
            return;
        }
        nextStatusNanos = System.nanoTime() + STATUS_NANOS;
        if (cluster().getJobStatus(job()).get().isTerminalState()) {
            cluster()
                    .requestJobResult(job())
                    .get()
                    .toJobExecutionResult(getClass().getClassLoader());
            throw new IllegalStateException("the job has ended by itself");
        }
    }

    @Override
    public OwnFigures figures(long sinceMillis) throws Exception {
        CheckpointStatsSnapshot snapshot =
                cluster().getExecutionGraph(job()).get().getCheckpointStatsSnapshot();
        if (snapshot == null) {
            return new OwnFigures(0, 0, OptionalDouble.empty(), OptionalDouble.empty(), List.of());
        }
        List<CompletedCheckpointStats> complete = snapshot.getHistory().getCheckpoints().stream()
                .filter(CompletedCheckpointStats.class::isInstance)
                .map(CompletedCheckpointStats.class::cast)
                .filter(stats -> stats.getTriggerTimestamp() >= sinceMillis)
                .toList();
        double[] pauses =
                complete.stream().mapToDouble(FlinkTrial::longestSync).sorted().toArray();
        CompletedCheckpointStats last = snapshot.getHistory().getLatestCompletedCheckpoint();
        return new OwnFigures(
                snapshot.getCounts().getNumberOfFailedCheckpoints(),
                last == null ? 0 : last.getStateSize(),
                pauses.length == 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(pauses[(int) Math.ceil(0.99 * pauses.length) - 1]),
                Arrays.stream(pauses).max(),
                complete.stream()
                        .map(AbstractCheckpointStats::getEndToEndDuration)
                        .toList());
    }

    @Override
    public void close() throws IOException {
        try {
            cluster().cancelJob(job()).get();
            cluster().requestJobResult(job()).get();
            cluster().close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (Exception failed) {
            throw new IOException("the cluster did not stop", failed);
        }
    }

    /** How long the task that stood still longest did so. */
    private static double longestSync(CompletedCheckpointStats stats) {
        return stats.getAllTaskStateStats().stream()
                .flatMap(task -> Arrays.stream(task.getSubtaskStats()))
                .mapToLong(SubtaskStateStats::getSyncCheckpointDuration)
                .max()
                .orElse(0);
    }
}
