package dev.millrace.benchmarks.kafka;

import dev.millrace.benchmarks.flink.FlinkWindows;
import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.query.WindowPrices;
import java.io.Serial;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.serialization.AbstractDeserializationSchema;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.LongSerializer;

/** Apache Flink with its own connector; as many threads as its parallelism, and settings as for the queries. */
public final class FlinkTopic implements TopicEngine {

    /** Less than a broker allows unless told otherwise, and more than any run takes. */
    private static final String TRANSACTION_MILLIS = "600000";

    private static final long WHEN_FULL = -1;

    /** For the service loader. */
    public FlinkTopic() {}

    @Override
    public EngineName name() {
        return EngineName.FLINK;
    }

    @Override
    public void run(TopicRun run) throws Exception {
        Configuration configuration = FlinkWindows.newConfiguration();
        if (run.isExactlyOnce()) {
            configuration.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(TopicRun.COMMIT_MILLIS));
            configuration.set(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE, CheckpointingMode.EXACTLY_ONCE);
            configuration.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
            configuration.set(
                    CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                    run.directory().toUri().toString());
        }
        FlinkWindows.run(configuration, run.threads(), WHEN_FULL, environment -> define(environment, run));
    }

    private static void define(StreamExecutionEnvironment environment, TopicRun run) {
        DataStream<Bid> bids = environment.fromSource(
                KafkaSource.<Bid>builder()
                        .setBootstrapServers(run.servers())
                        .setTopics(TopicRun.BIDS)
                        .setStartingOffsets(OffsetsInitializer.earliest())
                        .setBounded(OffsetsInitializer.latest())
                        .setValueOnlyDeserializer(new Lines())
                        .build(),
                WatermarkStrategy.<Bid>forMonotonousTimestamps()
                        .withTimestampAssigner((bid, unused) -> bid.timestamp()),
                "bids",
                FlinkWindows.BID);
        FlinkWindows.tumbling(bids, Duration.ofMillis(Bidding.WINDOW_MILLIS))
                .sinkTo(KafkaSink.<WindowPrices>builder()
                        .setBootstrapServers(run.servers())
                        .setRecordSerializer(new Results(run.results()))
                        .setDeliveryGuarantee(
                                run.isExactlyOnce() ? DeliveryGuarantee.EXACTLY_ONCE : DeliveryGuarantee.AT_LEAST_ONCE)
                        .setTransactionalIdPrefix(run.results())
                        .setProperty("transaction.timeout.ms", TRANSACTION_MILLIS)
                        .build());
    }

    private static final class Lines extends AbstractDeserializationSchema<Bid> {

        @Serial
        private static final long serialVersionUID = 1L;

        Lines() {
            super(FlinkWindows.BID);
        }

        @Override
        public Bid deserialize(byte[] line) {
            return BidJson.bid(line);
        }
    }

    private record Results(String topic) implements KafkaRecordSerializationSchema<WindowPrices> {

        @Serial
        private static final long serialVersionUID = 1L;

        private static final LongSerializer KEYS = new LongSerializer();

        @Override
        public ProducerRecord<byte[], byte[]> serialize(WindowPrices result, KafkaSinkContext unused, Long alsoUnused) {
            return new ProducerRecord<>(topic, KEYS.serialize(topic, result.auction()), BidJson.line(result));
        }
    }
}
