package dev.millrace.benchmarks.flink;

import dev.millrace.benchmarks.peers.EndedThreads;
import dev.millrace.benchmarks.peers.LocalRun;
import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Answering;
import dev.millrace.benchmarks.query.Operation;
import dev.millrace.benchmarks.query.Query;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Every run is a job in a cluster that outlives all runs. Settings for speed: objects are reused between chained
 * operators, state is on the heap, nothing is checkpointed, buffers are sent when they are full, and no type may fall back
 * to the generic serializer.
 */
final class FlinkAnswering implements Answering {

    private static final long WHEN_FULL = -1;

    private final Operation operation;
    private final int threads;
    private final LocalRun run;
    private final Configuration configuration = newConfiguration();
    private final MiniCluster cluster;

    FlinkAnswering(Query query, int threads) throws Exception {
        this.operation = query.operation();
        this.threads = threads;
        this.run = new LocalRun(query, threads);
        cluster = newCluster(configuration, threads);
        cluster.start();
    }

    static Configuration newConfiguration() {
        Configuration configuration = new Configuration();
        configuration.set(PipelineOptions.OBJECT_REUSE, true);
        configuration.set(PipelineOptions.GENERIC_TYPES, false);
        configuration.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
        return configuration;
    }

    static MiniCluster newCluster(Configuration configuration, int threads) {
        return new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(configuration)
                .withRandomPorts()
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(threads)
                .build());
    }

    @Override
    public void prepare(long records) throws IOException {
        run.prepare(records);
    }

    @Override
    public void run(long records) throws Exception {
        run.start(records);
        StreamExecutionEnvironment environment = new StreamExecutionEnvironment(configuration);
        environment.setParallelism(threads);
        environment.setBufferTimeout(WHEN_FULL);
        FlinkQueries.define(environment, operation);
        Object unused = cluster.executeJobBlocking(environment.getStreamGraph().getJobGraph());
    }

    @Override
    public Answer answer() throws IOException {
        return run.answer();
    }

    @Override
    public long bytesAllocatedByEndedThreads() {
        return EndedThreads.bytes();
    }

    @Override
    public void close() throws IOException {
        try {
            cluster.close();
        } catch (IOException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new UncheckedIOException(new IOException("the cluster did not stop", failed));
        } finally {
            run.close();
        }
    }
}
