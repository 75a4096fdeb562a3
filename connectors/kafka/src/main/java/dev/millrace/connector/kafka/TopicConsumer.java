package dev.millrace.connector.kafka;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the partitions of one source in one run of a job, on a thread of its own: started by the first reader that is opened, ended
 * by the last that is closed. Everything but {@link #run} and what it calls may be called by any thread, and does not block,
 * but that the last closing waits a little for the thread.
 */
final class TopicConsumer implements Runnable {

    private static final System.Logger LOGGER = System.getLogger(TopicConsumer.class.getName());

    private static final Duration POLL = Duration.ofMillis(100);
    private static final long ASK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int ASK_TIMEOUT_MILLIS = 2_000;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);

    private final KafkaTopics topics;
    private final SourceOptions options;

    /** Opened, and not taken up by the thread. Guarded by this. */
    private final List<PartitionFeed> opened = new ArrayList<>();

    /** Readers that are open. Guarded by this. */
    private int readers;

    /** Guarded by this. */
    private @Nullable Thread thread;

    /** Set by the thread. */
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;

    private volatile boolean isStopped;
    private volatile @Nullable Throwable failure;

    /** What Kafka is to know, and does not yet. */
    private final Map<TopicPartition, Long> toCommit = new ConcurrentHashMap<>();

    private volatile @Nullable PartitionDiscovery<?> discovery;

    // Owned by the thread.

    private final Map<TopicPartition, PartitionFeed> feeds = new HashMap<>();
    private long askDueNanos;
    private long lookDueNanos;

    TopicConsumer(KafkaTopics topics, SourceOptions options) {
        this.topics = topics;
        this.options = options;
    }

    PartitionFeed open(TopicPartition partition, PartitionPosition at, Runnable wakeUp) throws IOException {
        PartitionFeed feed = new PartitionFeed(partition, at, this, wakeUp);
        synchronized (this) {
            if (isStopped) {
                throw new IOException("the readers of " + topics + " have been closed");
            }
            readers++;
            opened.add(feed);
            if (thread == null) {
                Thread starting = new Thread(this, "kafka-source " + topics);
                starting.setDaemon(true);
                starting.start();
                thread = starting;
            }
        }
        wakeUp();
        return feed;
    }

    void onClosed() {
        Thread last = null;
        synchronized (this) {
            readers--;
            if (readers == 0) {
                isStopped = true;
                last = thread;
            }
        }
        wakeUp();
        if (last != null) {
            try {
                last.join(2 * CLOSE_TIMEOUT.toMillis());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Ends the thread's waiting for records. */
    void wakeUp() {
        KafkaConsumer<byte[], byte[]> waiting = consumer;
        if (waiting != null) {
            waiting.wakeup();
        }
    }

    void requireAlive() throws IOException {
        Throwable failed = failure;
        if (failed == null) {
            return;
        }
        if (failed instanceof OffsetOutOfRangeException outside) {
            throw new IOException(
                    "the next records of " + outside.offsetOutOfRangePartitions()
                            + " (by partition: offset) are no longer, or not yet, there: the topic keeps them for less time than the job"
                            + " was down or behind, or it was created anew. Start the job without its checkpoints to read what there is",
                    failed);
        }
        throw new IOException(topics + " cannot be read: " + failed.getMessage(), failed);
    }

    void commit(TopicPartition partition, long offset) {
        if (options.group() != null) {
            toCommit.put(partition, offset);
        }
    }

    <T> PartitionDiscovery<T> discover(List<TopicPartition> known, KafkaSource.Decoding<T> decoding, Runnable wakeUp) {
        PartitionDiscovery<T> opening = new PartitionDiscovery<>(known, decoding, this, wakeUp);
        discovery = opening;
        return opening;
    }

    /** Apart from the job's clock: how old an answer of the broker is. */
    long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void run() {
        lookDueNanos = nanoTime() + options.discovery().toNanos();
        try (KafkaConsumer<byte[], byte[]> fetching = newConsumer();
                Admin admin = Admin.create(topics.kafka().settingsFor(AdminClientConfig.configNames()))) {
            consumer = fetching;
            while (!isStopped) {
                fetch(fetching, admin);
            }
            finish(fetching);
            fetching.close(CloseOptions.timeout(CLOSE_TIMEOUT));
            admin.close(CLOSE_TIMEOUT);
        } catch (Throwable failed) {
            failure = failed;
            synchronized (this) {
                opened.forEach(PartitionFeed::onFailure);
            }
            feeds.values().forEach(PartitionFeed::onFailure);
        } finally {
            consumer = null;
        }
    }

    private KafkaConsumer<byte[], byte[]> newConsumer() {
        Map<String, Object> settings = topics.kafka().settingsFor(ConsumerConfig.configNames());
        settings.put("enable.auto.commit", "false");
        settings.put("auto.offset.reset", "none");
        settings.put("isolation.level", options.isUncommittedRead() ? "read_uncommitted" : "read_committed");
        if (options.group() != null) {
            settings.put("group.id", options.group());
        }
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private void fetch(KafkaConsumer<byte[], byte[]> fetching, Admin admin) throws InterruptedException {
        try {
            takeUp(fetching);
            pauseAndResume(fetching);
            ConsumerRecords<byte[], byte[]> records = fetching.poll(POLL);
            for (ConsumerRecord<byte[], byte[]> record : records) {
                feed(record).add(record);
            }
            movePositions(fetching, records);
        } catch (WakeupException awake) {
            // There is something to take up, to resume, or to end.
        }
        ask(admin);
        look(admin);
        tellOffsets(fetching);
    }

    private PartitionFeed feed(ConsumerRecord<byte[], byte[]> record) {
        PartitionFeed feed = feeds.get(new TopicPartition(record.topic(), record.partition()));
        if (feed == null) {
            throw new IllegalStateException("got a record of a partition that is not read: " + record);
        }
        return feed;
    }

    private void takeUp(KafkaConsumer<byte[], byte[]> fetching) {
        List<PartitionFeed> fresh;
        synchronized (this) {
            if (opened.isEmpty()) {
                return;
            }
            fresh = List.copyOf(opened);
            opened.clear();
        }
        fresh.forEach(feed -> feeds.put(feed.partition, feed));
        fetching.assign(feeds.keySet());
        for (PartitionFeed feed : fresh) {
            if (feed.start.next() == PartitionPosition.EARLIEST) {
                fetching.seekToBeginning(List.of(feed.partition));
            } else {
                fetching.seek(feed.partition, feed.start.next());
            }
        }
        askDueNanos = nanoTime();
    }

    private void pauseAndResume(KafkaConsumer<byte[], byte[]> fetching) {
        for (PartitionFeed feed : feeds.values()) {
            boolean isFull = feed.isFull() || feed.isClosed();
            if (isFull != feed.isPaused) {
                List<TopicPartition> partition = List.of(feed.partition);
                if (isFull) {
                    fetching.pause(partition);
                } else {
                    fetching.resume(partition);
                }
                feed.isPaused = isFull;
            }
        }
    }

    private void movePositions(KafkaConsumer<byte[], byte[]> fetching, ConsumerRecords<byte[], byte[]> records) {
        for (PartitionFeed feed : feeds.values()) {
            try {
                feed.moveTo(fetching.position(feed.partition, Duration.ZERO));
            } catch (TimeoutException notKnownYet) {
                continue;
            }
            if (!records.records(feed.partition).isEmpty()) {
                // What brought the records also said whether there are more.
                OptionalLong lag = fetching.currentLag(feed.partition);
                if (lag.isPresent() && lag.getAsLong() == 0) {
                    feed.onAnswer(feed.position(), nanoTime());
                }
            }
        }
    }

    /** Asks where partitions end: fetching alone does not tell silence from a broker that is gone. */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback has the answer
    private void ask(Admin admin) {
        long now = nanoTime();
        if (now - askDueNanos < 0) {
            return;
        }
        askDueNanos = now + ASK_EVERY_NANOS;
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        feeds.forEach((partition, feed) -> {
            if (!feed.isPaused) {
                asked.put(partition, OffsetSpec.latest());
            }
        });
        if (asked.isEmpty()) {
            return;
        }
        IsolationLevel isolation =
                options.isUncommittedRead() ? IsolationLevel.READ_UNCOMMITTED : IsolationLevel.READ_COMMITTED;
        ListOffsetsOptions how = new ListOffsetsOptions(isolation).timeoutMs(ASK_TIMEOUT_MILLIS);
        ListOffsetsResult answers = admin.listOffsets(asked, how);
        for (TopicPartition partition : asked.keySet()) {
            PartitionFeed feed = feeds.get(partition);
            answers.partitionResult(partition).whenComplete((answer, failed) -> {
                if (feed != null && failed == null) {
                    feed.onAnswer(answer.offset(), now);
                } else if (feed != null) {
                    feed.onNoAnswer();
                }
            });
        }
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callbacks have the answers
    private void look(Admin admin) {
        long now = nanoTime();
        PartitionDiscovery<?> looking = discovery;
        if (looking == null || now - lookDueNanos < 0) {
            return;
        }
        lookDueNanos = now + options.discovery().toNanos();
        admin.listTopics().names().whenComplete((names, failed) -> {
            if (failed == null && !isStopped) {
                List<String> wanted = names.stream().filter(topics::matches).toList();
                admin.describeTopics(wanted).allTopicNames().whenComplete((described, alsoFailed) -> {
                    // A failure is tried again: a broker that is gone, or a topic that was just deleted.
                    if (alsoFailed == null) {
                        looking.onPartitions(OffsetLookup.partitionsOf(described));
                    }
                });
            }
        });
    }

    private void tellOffsets(KafkaConsumer<byte[], byte[]> fetching) {
        Map<TopicPartition, OffsetAndMetadata> offsets = takeOffsets();
        if (!offsets.isEmpty()) {
            fetching.commitAsync(offsets, (same, failed) -> {
                if (failed != null) {
                    LOGGER.log(
                            System.Logger.Level.DEBUG,
                            "Kafka was not told of offsets, which are for information",
                            failed);
                }
            });
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> takeOffsets() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : List.copyOf(toCommit.keySet())) {
            Long offset = toCommit.remove(partition);
            if (offset != null) {
                offsets.put(partition, new OffsetAndMetadata(offset));
            }
        }
        return offsets;
    }

    private void finish(KafkaConsumer<byte[], byte[]> fetching) {
        Map<TopicPartition, OffsetAndMetadata> offsets = takeOffsets();
        if (!offsets.isEmpty()) {
            try {
                fetching.commitSync(offsets, CLOSE_TIMEOUT);
            } catch (RuntimeException failed) {
                LOGGER.log(
                        System.Logger.Level.DEBUG, "Kafka was not told of offsets, which are for information", failed);
            }
        }
    }
}
