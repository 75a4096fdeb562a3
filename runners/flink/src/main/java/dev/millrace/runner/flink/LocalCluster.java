package dev.millrace.runner.flink;

import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ResourceManagerOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;

/** A Flink in this process, started with its first job. Thread-safe. */
final class LocalCluster implements AutoCloseable {

    /** Jobs that run at the same time, at full parallelism. */
    private static final int JOBS_MAX = 8;

    private final int slots;
    private final Configuration configuration;
    private @Nullable MiniCluster cluster;

    LocalCluster(int parallelism, Configuration configuration) {
        slots = parallelism * JOBS_MAX;
        this.configuration = configuration;
    }

    synchronized JobClient submit(StreamGraph job) {
        try {
            MiniCluster running = cluster == null ? start() : cluster;
            var submitted = running.submitJob(job.getJobGraph()).get();
            return new MiniClusterJobClient(
                    submitted.getJobID(),
                    running,
                    Thread.currentThread().getContextClassLoader(),
                    MiniClusterJobClient.JobFinalizationBehavior.NOTHING);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted before job '" + job.getJobName() + "' began", interrupted);
        } catch (Exception failed) {
            throw new IllegalStateException("Flink does not take job '" + job.getJobName() + "'", failed);
        }
    }

    private MiniCluster start() throws Exception {
        Configuration all = new Configuration(configuration);
        // Any free port, and on loopback alone.
        all.set(RestOptions.BIND_PORT, "0");
        all.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
        all.set(RestOptions.ADDRESS, "127.0.0.1");
        all.set(TaskManagerOptions.NUM_TASK_SLOTS, slots);
        // Nobody else is to be waited for; a job of a test would wait longer than it runs.
        all.set(ResourceManagerOptions.REQUIREMENTS_CHECK_DELAY, Duration.ZERO);
        all.set(ResourceManagerOptions.DECLARE_NEEDED_RESOURCE_DELAY, Duration.ZERO);
        MiniCluster made = new MiniCluster(new MiniClusterConfiguration.Builder()
                .setConfiguration(all)
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .build());
        made.start();
        cluster = made;
        return made;
    }

    @Override
    public synchronized void close() {
        MiniCluster running = cluster;
        cluster = null;
        if (running != null) {
            running.closeAsync().join();
        }
    }
}
