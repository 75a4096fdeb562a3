package dev.millrace.benchmarks.kafka;

import static dev.millrace.connector.kafka.KafkaFormat.int64;
import static dev.millrace.connector.kafka.KafkaFormat.json;

import dev.millrace.api.job.Checkpoints;
import dev.millrace.api.job.Job;
import dev.millrace.api.stream.Pipeline;
import dev.millrace.benchmarks.pipeline.PricesPipeline;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.query.WindowPrices;
import dev.millrace.connector.kafka.Kafka;
import dev.millrace.connector.kafka.KafkaSink;
import dev.millrace.engine.EmbeddedRuntime;
import java.time.Duration;

/** Millrace. A thread is a worker. */
public final class MillraceTopic implements TopicEngine {

    /** For the service loader. */
    public MillraceTopic() {}

    @Override
    public EngineName name() {
        return EngineName.MILLRACE_OPAQUE;
    }

    @Override
    public void run(TopicRun run) throws InterruptedException {
        Kafka kafka = Kafka.at(run.servers());
        KafkaSink<WindowPrices> sink =
                kafka.to(run.results(), json(WindowPrices.class)).key(WindowPrices::auction, int64());
        Pipeline pipeline = Pipeline.named("topics");
        PricesPipeline.define(
                        pipeline.read(
                                "bids",
                                kafka.topics(TopicRun.BIDS)
                                        .values(json(Bid.class))
                                        .untilLatest()
                                        .eventTimeMillis(Bid::timestamp)),
                        Duration.ofMillis(Bidding.WINDOW_MILLIS))
                .write("results", run.isExactlyOnce() ? sink.exactlyOnce(run.results()) : sink);
        try (EmbeddedRuntime runtime =
                        EmbeddedRuntime.builder().workers(run.threads()).build();
                Job job = run.isExactlyOnce()
                        ? runtime.start(
                                pipeline,
                                Checkpoints.in(run.directory()).every(Duration.ofMillis(TopicRun.COMMIT_MILLIS)))
                        : runtime.start(pipeline)) {
            job.await();
        }
    }
}
