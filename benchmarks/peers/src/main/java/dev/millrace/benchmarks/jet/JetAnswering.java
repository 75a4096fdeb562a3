package dev.millrace.benchmarks.jet;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.pipeline.Pipeline;
import dev.millrace.benchmarks.peers.LocalRun;
import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.Answering;
import dev.millrace.benchmarks.query.Operation;
import dev.millrace.benchmarks.query.Query;
import java.io.IOException;

/**
 * Every run is a job on a member that outlives all runs and looks for no others. Settings for speed: nothing is
 * snapshotted, no metrics are kept.
 */
final class JetAnswering implements Answering {

    private final Operation operation;
    private final int threads;
    private final LocalRun run;
    private final HazelcastInstance member;

    JetAnswering(Query query, int threads) throws IOException {
        this.operation = query.operation();
        this.threads = threads;
        this.run = new LocalRun(query, threads);
        this.member = Hazelcast.newHazelcastInstance(config(threads));
    }

    static Config config(int threads) {
        Config config = new Config();
        config.setProperty("hazelcast.logging.type", "none");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        config.setProperty("hazelcast.socket.bind.any", "false");
        config.getMetricsConfig().setEnabled(false);
        config.getJetConfig().setEnabled(true).setCooperativeThreadCount(threads);
        config.getNetworkConfig().getInterfaces().setEnabled(true).addInterface("127.0.0.1");
        config.getNetworkConfig().getJoin().getAutoDetectionConfig().setEnabled(false);
        config.getNetworkConfig().getJoin().getMulticastConfig().setEnabled(false);
        return config;
    }

    @Override
    public void prepare(long records) throws IOException {
        run.prepare(records);
    }

    @Override
    public void run(long records) {
        run.start(records);
        Pipeline pipeline = Pipeline.create();
        JetQueries.define(pipeline, operation, threads);
        member.getJet()
                .newJob(pipeline, new JobConfig().setMetricsEnabled(false))
                .join();
    }

    @Override
    public Answer answer() throws IOException {
        return run.answer();
    }

    @Override
    public void close() throws IOException {
        member.getLifecycleService().terminate();
        run.close();
    }
}
