package dev.millrace.benchmarks.kafka;

import dev.millrace.benchmarks.hand.HandWindows;
import dev.millrace.benchmarks.hand.WindowOutput;
import dev.millrace.benchmarks.query.Answer;
import dev.millrace.benchmarks.query.EngineName;
import dev.millrace.benchmarks.query.JsonBids;
import dev.millrace.benchmarks.query.WindowPrices;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.LongSerializer;

/** A loop by hand between a consumer and a producer, windows of each partition by themselves. Nobody notes how far it is. */
public final class HandTopic implements TopicEngine {

    /** For the service loader. */
    public HandTopic() {}

    @Override
    public EngineName name() {
        return EngineName.HAND_OBJECTS;
    }

    @Override
    public void run(TopicRun run) {
        try (KafkaProducer<Long, byte[]> producer =
                new KafkaProducer<>(run.client(), new LongSerializer(), new ByteArraySerializer())) {
            List<HandWindows> partitions = Stream.generate(
                            () -> new HandWindows(Bidding.WINDOW_MILLIS, new Results(producer, run.results())))
                    .limit(TopicRun.PARTITIONS)
                    .toList();
            PlainReading.read(run.client(), TopicRun.BIDS, records -> {
                for (ConsumerRecord<byte[], byte[]> record : records) {
                    partitions.get(record.partition()).add(JsonBids.of(record.value()));
                }
            });
            partitions.forEach(HandWindows::end);
            producer.flush();
        }
    }

    private record Results(KafkaProducer<Long, byte[]> producer, String topic) implements WindowOutput {

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // all are flushed, and the answer would be wrong without one
        public void write(long key, long start, long count, long sum, double average, long min, long max) {
            byte[] line = BidJson.line(new WindowPrices(key, start, count, sum, average, min, max));
            producer.send(new ProducerRecord<>(topic, key, line));
        }

        @Override
        public Answer end() {
            return Answer.NONE;
        }
    }
}
