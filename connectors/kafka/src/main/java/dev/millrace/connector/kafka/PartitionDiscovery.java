package dev.millrace.connector.kafka;

import dev.millrace.api.connector.Split;
import dev.millrace.api.connector.SplitDiscovery;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.TopicPartition;

/** Partitions that were not there when the job started. Told of all by one thread, asked for new ones by another. */
final class PartitionDiscovery<T> implements SplitDiscovery<T> {

    /** Owned by the thread that tells. */
    private final Set<TopicPartition> known;

    private final KafkaSource.Decoding<T> decoding;
    private final TopicConsumer consumer;
    private final Runnable wakeUp;
    private final Queue<KafkaSplit<T>> found = new ConcurrentLinkedQueue<>();

    PartitionDiscovery(
            Collection<TopicPartition> known,
            KafkaSource.Decoding<T> decoding,
            TopicConsumer consumer,
            Runnable wakeUp) {
        this.known = new HashSet<>(known);
        this.decoding = decoding;
        this.consumer = consumer;
        this.wakeUp = wakeUp;
    }

    void onPartitions(List<TopicPartition> all) {
        for (TopicPartition partition : all) {
            if (known.add(partition)) {
                found.add(new KafkaSplit<>(
                        partition, PartitionPosition.EARLIEST, PartitionPosition.NO_END, false, decoding, consumer));
                wakeUp.run();
            }
        }
    }

    @Override
    public List<? extends Split<T>> found() {
        if (found.isEmpty()) {
            return List.of();
        }
        List<Split<T>> taken = new ArrayList<>();
        for (KafkaSplit<T> next = found.poll(); next != null; next = found.poll()) {
            taken.add(next);
        }
        return taken;
    }
}
