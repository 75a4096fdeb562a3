package dev.millrace.benchmarks.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Kafka's consumer over all of a topic, with its own settings. */
final class PlainReading {

    private static final Duration POLL = Duration.ofMillis(100);

    private PlainReading() {}

    /** What is done with what came. */
    @FunctionalInterface
    interface Batches {

        /** Takes some records. */
        void accept(ConsumerRecords<byte[], byte[]> records);
    }

    /** Reads what is committed, from the first record to the last. */
    static void read(Map<String, Object> client, String topic, Batches batches) {
        client.put("isolation.level", "read_committed");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = TopicRun.partitions(topic);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                batches.accept(consumer.poll(POLL));
            }
        }
    }
}
