package dev.millrace.benchmarks.kafka;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.common.TopicPartition;

/**
 * One reading of the topic of bids.
 *
 * @param servers where the broker is
 * @param results an empty topic, for this run alone
 * @param directory for checkpoints or state, for this run alone; need not exist
 * @param threads workers, parallelism, or stream threads
 * @param isExactlyOnce whether results are to be there once, even after failures, with a commit each {@link #COMMIT_MILLIS}
 */
public record TopicRun(String servers, String results, Path directory, int threads, boolean isExactlyOnce) {

    /** From one checkpoint, or transaction, to the next. */
    public static final long COMMIT_MILLIS = 1_000;

    /** The topic of bids. */
    static final String BIDS = "bids";

    static final int PARTITIONS = 4;

    Map<String, Object> client() {
        return Bidding.client(servers);
    }

    static List<TopicPartition> partitions(String topic) {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }
}
