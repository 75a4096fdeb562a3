package dev.millrace.benchmarks.kafka;

import dev.millrace.benchmarks.query.Bid;
import dev.millrace.benchmarks.query.Bids;
import dev.millrace.benchmarks.query.JsonFiles;
import dev.millrace.benchmarks.query.Queries;
import dev.millrace.testkit.kafka.AcknowledgedProducer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.LongSerializer;

/**
 * The bids of the query {@code json}, as lines of JSON in partitions by auction, which is the key. In each partition a last bid, of {@link
 * #LAST_AUCTION}, is so late that all other windows are over, for engines to which topics have no end.
 */
public final class Bidding {

    /** Length of a window. */
    public static final long WINDOW_MILLIS = 10_000;

    /** Its windows are no results. */
    static final long LAST_AUCTION = -1;

    private Bidding() {}

    static Bids bids() {
        return Queries.named("json").bids();
    }

    /**
     * Writes bids, and the last ones.
     *
     * @param servers where the broker is
     * @param records number of bids
     */
    public static void write(String servers, long records) {
        Bids bids = bids();
        try (AcknowledgedProducer<Long, byte[]> producer = new AcknowledgedProducer<>(
                servers,
                Map.of("linger.ms", "50", "batch.size", "262144"),
                new LongSerializer(),
                new ByteArraySerializer())) {
            for (long sequence = 0; sequence < records; sequence++) {
                Bid bid = bids.apply(sequence);
                int partition = Math.floorMod(Long.hashCode(bid.auction()), TopicRun.PARTITIONS);
                producer.send(record(partition, bid, sequence));
            }
            long last = bids.apply(records - 1).timestamp() + WINDOW_MILLIS;
            for (TopicPartition partition : TopicRun.partitions(TopicRun.BIDS)) {
                producer.send(record(partition.partition(), new Bid(LAST_AUCTION, 0, 0, last), records));
            }
        }
    }

    private static ProducerRecord<Long, byte[]> record(int partition, Bid bid, long sequence) {
        byte[] line = JsonFiles.line(bid, sequence).getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>(TopicRun.BIDS, partition, bid.timestamp(), bid.auction(), line);
    }

    /** For a client of Kafka's, which otherwise has the settings that Kafka gives it. */
    static Map<String, Object> client(String servers) {
        return new HashMap<>(Map.of("bootstrap.servers", servers));
    }
}
