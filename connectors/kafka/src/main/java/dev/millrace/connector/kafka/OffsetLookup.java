package dev.millrace.connector.kafka;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** Finds partitions, and the offsets where they begin and end, when a job starts. Blocks; owned by one thread. */
final class OffsetLookup implements AutoCloseable {

    private static final int DEFAULT_TIMEOUT_MILLIS = 30_000;

    private final KafkaTopics topics;
    private final SourceOptions options;
    private final int timeoutMillis;
    private final Admin admin;

    /**
     * A partition and its part that is read.
     *
     * @param start first offset, or {@link PartitionPosition#EARLIEST}
     * @param end first offset that is not read, or {@link PartitionPosition#NO_END}
     */
    record Found(TopicPartition partition, long start, long end) {}

    OffsetLookup(KafkaTopics topics, SourceOptions options) {
        this.topics = topics;
        this.options = options;
        String timeout = topics.kafka().setting("default.api.timeout.ms");
        timeoutMillis = timeout == null ? DEFAULT_TIMEOUT_MILLIS : Integer.parseInt(timeout);
        Map<String, Object> settings = topics.kafka().settingsFor(AdminClientConfig.configNames());
        settings.put("default.api.timeout.ms", Integer.toString(timeoutMillis));
        settings.putIfAbsent("request.timeout.ms", Integer.toString(Math.min(timeoutMillis, DEFAULT_TIMEOUT_MILLIS)));
        admin = Admin.create(settings);
    }

    /** All partitions, by topic and number. */
    List<Found> find() throws IOException {
        List<TopicPartition> partitions = partitions();
        Map<TopicPartition, Long> starts = resolve(options.start(), partitions, PartitionPosition.EARLIEST);
        Bound end = options.end();
        Map<TopicPartition, Long> ends = end == null ? Map.of() : resolve(end, partitions, 0);
        List<Found> found = new ArrayList<>();
        for (TopicPartition partition : partitions) {
            found.add(new Found(
                    partition,
                    starts.getOrDefault(partition, PartitionPosition.EARLIEST),
                    ends.getOrDefault(partition, PartitionPosition.NO_END)));
        }
        return found;
    }

    private List<TopicPartition> partitions() throws IOException {
        List<String> names = topics.pattern() == null ? topics.names() : matching();
        if (names.isEmpty()) {
            throw new IOException("no topic of " + topics.kafka() + " matches " + topics.pattern()
                    + "; create one before the job starts");
        }
        Map<String, TopicDescription> described =
                await(admin.describeTopics(names).allTopicNames());
        return partitionsOf(described);
    }

    static List<TopicPartition> partitionsOf(Map<String, TopicDescription> described) {
        List<TopicPartition> partitions = new ArrayList<>();
        described.forEach((name, topic) -> topic.partitions()
                .forEach(partition -> partitions.add(new TopicPartition(name, partition.partition()))));
        partitions.sort(Comparator.comparing(TopicPartition::topic).thenComparingInt(TopicPartition::partition));
        return partitions;
    }

    private List<String> matching() throws IOException {
        return await(admin.listTopics().names()).stream()
                .filter(topics::matches)
                .sorted()
                .toList();
    }

    private Map<TopicPartition, Long> resolve(Bound bound, List<TopicPartition> partitions, long otherwise)
            throws IOException {
        if (bound instanceof Bound.Earliest) {
            return Map.of();
        }
        if (bound instanceof Bound.Latest) {
            return offsets(partitions, OffsetSpec.latest());
        }
        if (bound instanceof Bound.Time time) {
            return atTime(partitions, OffsetSpec.forTimestamp(time.instant().toEpochMilli()));
        }
        Map<TopicPartition, Long> known = bound instanceof Bound.Offsets given ? given.offsets() : committed();
        return byPartition(partitions, partition -> known.getOrDefault(partition, otherwise));
    }

    /** Partitions that have no such record: behind their last one. */
    private Map<TopicPartition, Long> atTime(List<TopicPartition> partitions, OffsetSpec time) throws IOException {
        Map<TopicPartition, Long> found = offsets(partitions, time);
        Map<TopicPartition, Long> latest = offsets(partitions, OffsetSpec.latest());
        return byPartition(partitions, partition -> {
            long offset = found.getOrDefault(partition, -1L);
            return offset < 0 ? latest.getOrDefault(partition, 0L) : offset;
        });
    }

    private static Map<TopicPartition, Long> byPartition(
            List<TopicPartition> partitions, Function<TopicPartition, Long> offset) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        partitions.forEach(partition -> offsets.put(partition, offset.apply(partition)));
        return offsets;
    }

    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec) throws IOException {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, spec));
        IsolationLevel isolation =
                options.isUncommittedRead() ? IsolationLevel.READ_UNCOMMITTED : IsolationLevel.READ_COMMITTED;
        Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> answer = await(
                admin.listOffsets(asked, new ListOffsetsOptions(isolation)).all());
        Map<TopicPartition, Long> offsets = new HashMap<>();
        answer.forEach((partition, info) -> offsets.put(partition, info.offset()));
        return offsets;
    }

    private Map<TopicPartition, Long> committed() throws IOException {
        String group = String.valueOf(options.group());
        Map<TopicPartition, @Nullable OffsetAndMetadata> committed = await(admin.listConsumerGroupOffsets(
                        Map.of(group, new ListConsumerGroupOffsetsSpec()),
                        new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata(group));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        committed.forEach((partition, offset) -> {
            if (offset != null) {
                offsets.put(partition, offset.offset());
            }
        });
        return offsets;
    }

    private <R> R await(KafkaFuture<R> answer) throws IOException {
        try {
            return answer.get(timeoutMillis, TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            throw explained(Objects.requireNonNullElse(failed.getCause(), failed));
        } catch (TimeoutException late) {
            throw explained(late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for " + topics.kafka(), interrupted);
        }
    }

    private IOException explained(Throwable cause) {
        if (cause instanceof TimeoutException || cause instanceof org.apache.kafka.common.errors.TimeoutException) {
            return new IOException(
                    "no answer from " + topics.kafka() + " within " + timeoutMillis
                            + " ms; is it running, and reachable from here under the names that it gives to clients?"
                            + " 'default.api.timeout.ms' says how long to wait",
                    cause);
        }
        if (cause instanceof UnknownTopicOrPartitionException) {
            return new IOException("one of the " + topics + " does not exist; create it before the job starts", cause);
        }
        return new IOException(topics + " cannot be read: " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        admin.close(java.time.Duration.ZERO);
    }
}
