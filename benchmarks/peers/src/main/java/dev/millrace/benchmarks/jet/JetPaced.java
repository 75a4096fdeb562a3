package dev.millrace.benchmarks.jet;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.jet.config.JobConfig;
import com.hazelcast.jet.core.AbstractProcessor;
import com.hazelcast.jet.core.ProcessorMetaSupplier;
import com.hazelcast.jet.pipeline.Pipeline;
import com.hazelcast.jet.pipeline.Sinks;
import com.hazelcast.jet.pipeline.Sources;
import com.hazelcast.jet.pipeline.StreamStage;
import com.hazelcast.jet.pipeline.WindowDefinition;
import dev.millrace.benchmarks.latency.LatencyMeter;
import dev.millrace.benchmarks.latency.Offer;
import dev.millrace.benchmarks.latency.PacedEngine;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.query.WindowPrices;

/** Hazelcast Jet at a fixed rate, with the settings of the queries: its watermarks follow each record, and its queues wait for nothing. */
public final class JetPaced implements PacedEngine {

    /** For the service loader. */
    public JetPaced() {}

    @Override
    public EngineName name() {
        return EngineName.JET;
    }

    @Override
    public void run(Offer offer, int threads) {
        HazelcastInstance member = Hazelcast.newHazelcastInstance(JetAnswering.config(threads));
        try {
            Pipeline pipeline = Pipeline.create();
            StreamStage<Bid> bids = pipeline.readFrom(Sources.<Bid>streamFromProcessorWithWatermarks(
                            "bids",
                            false,
                            policy -> ProcessorMetaSupplier.of(threads, () -> new OfferProcessor(policy))))
                    .withTimestamps(Bid::timestamp, 0);
            JetQueries.windows(bids, WindowDefinition.tumbling(Offer.WINDOW_MILLIS))
                    .writeTo(Sinks.fromProcessor("results", ProcessorMetaSupplier.of(threads, MeterProcessor::new)));
            member.getJet()
                    .newJob(pipeline, new JobConfig().setMetricsEnabled(false))
                    .join();
        } finally {
            member.getLifecycleService().terminate();
        }
    }

    private static final class MeterProcessor extends AbstractProcessor {

        private final LatencyMeter meter = Offer.current().newMeter();

        @Override
        protected boolean tryProcess(int ordinal, Object item) {
            meter.add((WindowPrices) item);
            return true;
        }
    }
}
